/// What is set on a database beside its recovery model, and what its files are.
package struct DatabaseOptions: Hashable, Codable, Sendable {
  /// In the order of `sys.databases.user_access`.
  package enum UserAccess: Int, Codable, Sendable { case multiUser = 0, singleUser, restrictedUser }

  package var userAccess = UserAccess.multiUser
  package var isAutoCloseOn = false
  package var isAcceleratedRecoveryOn = true
  package var logFiles = 1
  package var hasFilestream = false
  /// Under transparent data encryption, with a key that lives outside the server.
  package var isEncrypted = false

  package init() {}

  /// One `ALTER DATABASE … SET`.
  package enum Change: Hashable, Sendable {
    case readOnly(Bool)
    case online(Bool)
    case userAccess(UserAccess)
    case autoClose(Bool)
    case broker(Bool)
    case acceleratedRecovery(Bool)
  }
}

extension EstateTransaction {
  /// `ALTER DATABASE … SET` of an option; 1468 for what a member of a group must not be.
  package mutating func set(
    _ change: DatabaseOptions.Change,
    of name: String,
    on server: String
  ) throws {
    guard let database = self.server(server).database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    var changed = database
    switch change {
    case .readOnly(let flag): changed.isReadOnly = flag
    case .online(let flag): changed.state = flag ? .online : .offline
    case .userAccess(let access): changed.options.userAccess = access
    case .autoClose(let flag): changed.options.isAutoCloseOn = flag
    case .broker(let flag): changed.isBrokerEnabled = flag
    case .acceleratedRecovery(let flag): changed.options.isAcceleratedRecoveryOn = flag
    }
    guard changed != database else { return }
    if database.groupDatabaseID != nil, change.isRefusedInGroup {
      throw TSQLMessage.inGroup(database.name)
    }
    if database.state == .restoring { try database.requireReadable() }
    world.update(server: server) { $0.update(database: name) { $0 = changed } }
    try recordEffect(
      on: self.server(server).name,
      "set_database_option",
      database.name,
      detail: "\(change)"
    )
  }
}

extension DatabaseOptions.Change {
  fileprivate var isRefusedInGroup: Bool {
    switch self {
    case .readOnly, .online, .userAccess: true
    case .autoClose, .broker, .acceleratedRecovery: false
    }
  }
}
