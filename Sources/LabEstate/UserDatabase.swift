/// A database of a server, system databases included.
package struct UserDatabase: Hashable, Codable, Sendable {
  package enum State: String, Codable, Sendable { case online, restoring, offline }
  /// Why the log of an availability database stands still, in the order of `suspend_reason`.
  package enum Suspension: Int, Codable, Sendable { case user = 0, partner }
  package enum RecoveryModel: String, Codable, Sendable { case full, bulkLogged, simple }

  package var id: Int
  package var name: String
  package var state: State
  package var isReadOnly: Bool
  package var recoveryModel: RecoveryModel
  package var createdAt: EstateInstant
  package var endOfLog: LogPosition
  /// Nil while the log chain is broken or not begun: `sys.database_recovery_status`.
  package var lastLogBackup: LogPosition?
  package var dataBytes: Int64
  package var logBytes: Int64
  package var usedLogBytes: Int64
  package var tables: [TableSchema]
  package var isBrokerEnabled: Bool
  package var options = DatabaseOptions()
  /// `group_database_id`: set while the database is in an availability group.
  package var groupDatabaseID: String?
  /// Nil while the change feed is not enabled.
  package var changeFeed: ChangeFeed?
  package var scopedCredentials: [ScopedCredential] = []
  package var suspension: Suspension?
  /// When Azure takes its first full backup of a database that has just become writable.
  package var firstBackupDue: EstateInstant?
  /// Its link was dropped before that backup, which leaves it broken after the next restart.
  package var missesFirstBackup = false

  package init(
    id: Int,
    name: String,
    recoveryModel: RecoveryModel,
    createdAt: EstateInstant,
    endOfLog: LogPosition,
    dataBytes: Int64,
    logBytes: Int64 = 256 << 20,
    tables: [TableSchema] = []
  ) {
    self.id = id
    self.name = name
    self.state = .online
    self.isReadOnly = false
    self.recoveryModel = recoveryModel
    self.createdAt = createdAt
    self.endOfLog = endOfLog
    self.lastLogBackup = nil
    self.dataBytes = dataBytes
    self.logBytes = logBytes
    self.usedLogBytes = logBytes / 50
    self.tables = tables
    self.isBrokerEnabled = true
    self.groupDatabaseID = nil
  }

  package var isSystem: Bool { id <= 4 }

  package func table(schema: String, name: String) -> TableSchema? {
    tables.first { $0.name.isSameName(as: name) && $0.schema.isSameName(as: schema) }
  }
}

extension UserDatabase {
  /// 927 while it is restoring, 942 while it is offline.
  package func requireReadable() throws {
    switch state {
    case .online: break
    case .restoring:
      throw TSQLMessage(
        927,
        "Database '\(name)' cannot be opened. It is in the middle of a restore.",
        severity: 14
      )
    case .offline:
      throw TSQLMessage(
        942,
        "Database '\(name)' cannot be opened because it is offline.",
        severity: 14
      )
    }
  }
}
