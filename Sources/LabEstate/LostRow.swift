/// A row that was committed on a primary and never came to the side that took its place.
package struct LostRow: Hashable, Codable, Sendable {
  package enum Change: String, Codable, Sendable { case inserted, updated, deleted }

  package var database: String
  /// With its schema: `dbo.Customer`.
  package var table: String
  /// The values of its primary key.
  package var key: String
  package var change: Change
}

extension LostRow.Change {
  init?(_ kind: LogRecord.Kind) {
    switch kind {
    case .insert: self = .inserted
    case .update: self = .updated
    case .delete: self = .deleted
    case .createTable, .dropTable, .mark: return nil
    }
  }
}

extension World {
  /// One line a table: `Sales dbo.Customer 598, 599, 600`, each row once, in the order of the log.
  package var lostRowLines: [String] {
    var tables: [String] = []
    var keys: [String: [String]] = [:]
    for row in lostRows {
      let table = "\(row.database) \(row.table)"
      let key = row.change == .inserted ? row.key : "\(row.key) (\(row.change.rawValue))"
      if keys[table] == nil { tables.append(table) }
      if keys[table]?.contains(where: { $0 == row.key || $0 == key }) == true { continue }
      keys[table, default: []].append(key)
    }
    return tables.map { "\($0) \(keys[$0, default: []].joined(separator: ", "))" }
  }
}

extension World {
  /// What will hurt later: "do not drop the link before the first full backup".
  package var warnings: [String] {
    servers.flatMap { server in
      server.databases.filter(\.missesFirstBackup).map { database in
        "\(database.name) on \(server.name): link dropped before its first full backup"
      }
    }
  }
}
