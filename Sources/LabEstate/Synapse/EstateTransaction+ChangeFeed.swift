import Foundation
import GRDB

extension EstateTransaction {
  /// How long the change feed waits between two scans of the log: `@pollinterval`.
  static let feedInterval = Duration.seconds(5)
  static let feedRetry = Duration.seconds(60)
  /// What a landing zone's SAS must allow; the documentation does not list it.
  package static let landingPermissions = "racwdl"

  /// The time of entries that a client compares with the times in its own tokens.
  ///
  /// The lab's time stands still while the lab is down, and may be behind the machine's.
  var feedTime: EstateInstant { max(now, wallTime) }

  /// Tells the links of a database that its rows have changed.
  mutating func noteFeedWrite(to database: String, on server: String) {
    let now = now
    for workspace in world.workspaces {
      for link in workspace.connections where link.changedAt == nil {
        guard link.request.server.isSameName(as: server),
          link.request.database.isSameName(as: database)
        else { continue }
        world.update(connection: link.name, of: workspace.name) { $0.changedAt = now }
      }
    }
  }

  /// Writes what has changed into the landing zone, or notes why it cannot.
  mutating func publish(_ link: LinkConnection, of workspace: String) throws {
    if try hasOpenWrites(link) {
      let retry = now + Self.feedRetry
      world.update(connection: link.name, of: workspace) { $0.retryAt = retry }
      return
    }
    let sides = LinkSides(link, of: workspace, in: world)
    var differences: [(LinkTable, RowTable, TableDifference)] = []
    for table in link.tables where table.status != .failed {
      guard let source = sides.source(of: table), let published = sides.published(of: table) else {
        fail(table, of: link, in: workspace)
        continue
      }
      let difference = try TableDifference(of: source, since: published, in: rows)
      if difference.count > 0 || table.status == .waiting {
        differences.append((table, source, difference))
      }
    }
    let zone = link.request.landingZone
    do {
      if !differences.isEmpty { try admitFeed(of: link) }
    } catch let refusal as StorageRefusal {
      noteFailure(refusal, of: link, in: workspace, differences.map { ($0.0, $0.1, $0.2.count) })
      return
    }
    let store = BlobStore(account: zone.account, container: zone.container)
    for (table, source, difference) in differences {
      try write(difference, of: table, source.schema, link, to: store)
      try DatabaseLog.withoutCapture(in: rows) {
        try sides.published(of: table)?.copy(from: source, in: rows)
      }
    }
    if !differences.isEmpty { try appendManifest(of: link, differences.map { $0.0 }, to: store) }
    noteSuccess(of: link, in: workspace, differences.map { ($0.0, $0.1, $0.2.count) })
  }

  /// Brings the pool's tables to what is in the landing zone.
  mutating func apply(_ link: LinkConnection, of workspace: String) throws {
    let sides = LinkSides(link, of: workspace, in: world)
    let now = now
    for table in link.tables where table.snapshotEnd != nil && table.status != .failed {
      guard let published = sides.published(of: table), let target = sides.target(of: table) else {
        continue
      }
      try DatabaseLog.withoutCapture(in: rows) { try target.copy(from: published, in: rows) }
      world.update(workspace: workspace) { workspace in
        workspace.keep(target.schema, inPool: link.request.pool)
      }
      world.update(connection: link.name, of: workspace) { link in
        link.update(table.id) { table in
          table.processedAt = now
          if table.status == .snapshotting { table.status = .replicating }
        }
      }
    }
    world.update(connection: link.name, of: workspace) { $0.publishedAt = nil }
  }

  /// Whether the source's tables hold what no transaction has committed yet.
  private func hasOpenWrites(_ link: LinkConnection) throws -> Bool {
    guard let server = world.server(named: link.request.server) else { return false }
    return try DatabaseLog.databasesWithOpenRecords(on: server.name, in: rows)
      .contains { $0.isSameName(as: link.request.database) }
  }

  /// Lets the change feed into the landing zone with the credential that the source has.
  private func admitFeed(of link: LinkConnection) throws {
    let zone = link.request.landingZone
    guard let account = world.storageAccount(named: zone.account) else {
      throw StorageRefusal(404, "ResourceNotFound", "The specified resource does not exist.")
    }
    let credential = world.server(named: link.request.server)?
      .database(named: link.request.database)?
      .credential(named: account.url(ofContainer: zone.container))
    let token = SharedAccessToken(credential?.secret ?? "")
    for letter in Self.landingPermissions {
      let resource: StorageAction.Resource =
        letter == "l"
        ? .container(zone.container)
        : .blob(container: zone.container, path: zone.prefix + "manifest.json")
      try account.authorize(
        token,
        for: StorageAction(resource, permissions: String(letter)),
        from: nil,
        at: wallTime
      )
    }
    guard account.container(named: zone.container) != nil else {
      throw StorageRefusal.noContainer()
    }
  }

  private mutating func write(
    _ difference: TableDifference,
    of table: LinkTable,
    _ schema: TableSchema,
    _ link: LinkConnection,
    to store: BlobStore
  ) throws {
    let isSnapshot = table.snapshotEnd == nil
    var lines = difference.present.map { row in
      ([isSnapshot ? "I" : "U"] + row.map(\.csv)).joined(separator: ",")
    }
    lines += difference.gone.map { (["D"] + $0.map(\.csv)).joined(separator: ",") }
    let number = CivilTime.padded(link.batch + 1, 6)
    let folder = isSnapshot ? "FullCopyData" : "ChangeData"
    try store.put(
      "\(link.request.landingZone.prefix)Tables/\(table.tableID)/\(folder)/\(number).csv",
      contentType: "text/csv",
      Data((lines.joined(separator: "\n") + "\n").utf8),
      at: now,
      in: rows
    )
  }

  /// A record of the batch, written after all its data.
  private func appendManifest(
    of link: LinkConnection,
    _ tables: [LinkTable],
    to store: BlobStore
  ) throws {
    let name = link.request.landingZone.prefix + "manifest.json"
    if try store.blob(named: name, in: rows) == nil {
      try store.put(name, kind: .append, contentType: "application/json", Data(), at: now, in: rows)
    }
    let ids = tables.map { "\"\($0.tableID)\"" }.joined(separator: ",")
    let line = "{\"batch\":\(link.batch + 1),\"time\":\"\(now.rfc3339)\",\"tables\":[\(ids)]}\n"
    try store.append(Data(line.utf8), to: name, at: now, in: rows)
  }

  /// A table that is not there any more, or has lost its key, is not replicated further.
  private mutating func fail(
    _ table: LinkTable,
    of link: LinkConnection,
    in workspace: String
  ) {
    world.update(connection: link.name, of: workspace) { link in
      link.update(table.id) { table in
        table.status = .failed
        table.failure = LinkConnection.Failure(
          code: "SourceTableNotFound",
          message: "The source table \(table.source.written) is not there."
        )
      }
    }
  }
}

extension LinkConnection {
  mutating func update(_ table: String, _ change: (inout LinkTable) -> Void) {
    guard let index = tables.firstIndex(where: { $0.id.isSameName(as: table) }) else { return }
    change(&tables[index])
  }
}

extension SynapseWorkspace {
  /// Notes that a pool has a table of this form.
  fileprivate mutating func keep(_ schema: TableSchema, inPool name: String) {
    guard let index = pools.firstIndex(where: { $0.name.isSameName(as: name) }) else { return }
    pools[index].tables.removeAll {
      $0.name.isSameName(as: schema.name) && $0.schema.isSameName(as: schema.schema)
    }
    pools[index].tables.append(schema)
  }
}

extension DatabaseValue {
  /// Quoted as CSV has it where it must be.
  fileprivate var csv: String {
    let text =
      switch storage {
      case .null: ""
      case .int64(let number): String(number)
      case .double(let number): String(number)
      case .string(let text): text
      case .blob(let data): Blob(Array(data)).hex
      }
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
