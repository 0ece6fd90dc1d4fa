import Foundation
import GRDB

extension EstateTransaction {
  /// When a link's secondary has something to do; nil while nothing waits or nothing can flow.
  func replicationDue(_ link: Link, on instance: String) throws -> EstateInstant? {
    let ends = world.ends(of: link, on: instance)
    guard link.phase == .synchronizing, world.isConnected(link),
      world.role(of: link, on: ends.target) == .secondary
    else { return nil }
    let suspended = link.request.databases.contains { name in
      world.server(named: ends.target)?.database(named: name)?.suspension != nil
    }
    if suspended { return nil }
    if link.isDiverged {
      return world.role(of: link, on: ends.source) == .primary ? world.time : nil
    }
    guard let since = link.laggingSince, try firstWaiting(link, on: instance) != nil else {
      return nil
    }
    let available = world.partner(of: link)?.endpoint?.availableFrom ?? world.time
    let lag = Duration.milliseconds(world.replicationLagMilliseconds)
    return max(world.time, since + lag, available)
  }

  /// Carries over what was committed at least the lag ago.
  mutating func replicate(_ link: Link, on instance: String) throws {
    if link.isDiverged {
      try resynchronize(link, on: instance)
      return
    }
    let lag = Duration.milliseconds(world.replicationLagMilliseconds)
    try apply(
      link,
      on: instance,
      committedUntil: now + (.zero - lag),
      last: try lastEntry(of: link)
    )
  }

  /// Whether a fault keeps rows from the secondary at this moment.
  func holdsRows(_ link: Link, on instance: String) throws -> Bool {
    guard link.laggingSince != nil, let entry = try lastEntry(of: link) else { return false }
    let source = world.ends(of: link, on: instance).source
    return try link.request.databases.contains { name in
      try log(of: name, on: source)?.committed(after: link.hardened)
        .contains { $0.sequence > entry } ?? false
    }
  }

  /// The next entry that may go over; nil when there is none, or when a fault holds it.
  private func firstWaiting(_ link: Link, on instance: String) throws -> LogRecord? {
    let entry = try lastEntry(of: link)
    let source = world.ends(of: link, on: instance).source
    for name in link.request.databases {
      let first = try log(of: name, on: source)?.committed(after: link.hardened, limit: 1).first
      if let first, first.sequence <= entry ?? .max { return first }
    }
    return nil
  }

  /// The last entry that a fault lets through; nil without such a fault.
  private func lastEntry(of link: Link) throws -> Int64? {
    try Fault.all(in: rows).filter { fault in
      guard fault.kind == .lagReplication else { return false }
      guard let match = fault.match else { return true }
      return link.request.databases.contains { $0.isSameName(as: match) }
    }
    .map(\.logEntry).min()
  }

  /// Repeats on the secondary what the primary committed up to then, in the order of its log.
  mutating func apply(
    _ link: Link,
    on instance: String,
    committedUntil limit: EstateInstant? = nil,
    last entry: Int64? = nil
  ) throws {
    let ends = world.ends(of: link, on: instance)
    let now = now
    for name in link.request.databases {
      guard let log = log(of: name, on: ends.source) else { continue }
      let records = try log.committed(after: link.hardened, until: limit)
        .prefix { $0.sequence <= entry ?? .max }
      for record in records { try redo(record, in: name, on: ends.target) }
      guard let end = records.last?.position else { continue }
      world.update(server: ends.target) { server in
        server.update(database: name) { $0.endOfLog = end }
      }
      let next = try log.firstCommit(after: end)
      world.update(instance: instance) { instance in
        instance.update(link: link.name) { link in
          link.hardened = end
          link.hardenedAt = now
          link.laggingSince = next
        }
      }
      let others = links(of: name, with: ends.source).filter { $0.link.needsLog(of: $0.side) }
      if let all = others.compactMap(\.link.hardened).min() { try log.truncate(upTo: all) }
    }
  }

  /// Makes the secondary's copy equal to the primary's committed rows.
  mutating func copyRows(of link: Link, on instance: String) throws {
    let ends = world.ends(of: link, on: instance)
    guard let host = world.server(named: ends.source) else { return }
    let now = now
    for name in link.request.databases {
      guard let source = host.database(named: name), let log = log(of: name, on: host.name)
      else { continue }
      let old = world.server(named: ends.target)?.database(named: name)?.tables ?? []
      try DatabaseLog.withoutCapture(in: rows) {
        for table in old {
          try RowTable(server: ends.target, database: source.name, schema: table).drop(from: rows)
        }
        for table in source.tables {
          try RowTable(server: ends.target, database: source.name, schema: table)
            .copy(
              from: RowTable(server: host.name, database: source.name, schema: table),
              in: rows
            )
        }
      }
      world.update(server: ends.target) { server in
        server.update(database: name) { copy in
          copy.tables = source.tables
          copy.endOfLog = source.endOfLog
        }
      }
      try undo(try log.open(), in: name, on: ends.target)
      world.update(instance: instance) { instance in
        instance.update(link: link.name) { link in
          link.hardened = source.endOfLog
          link.hardenedAt = now
          link.laggingSince = nil
        }
      }
    }
  }

  /// Brings a secondary that went its own way back to its primary; its own rows are lost.
  private mutating func resynchronize(_ link: Link, on instance: String) throws {
    let ends = world.ends(of: link, on: instance)
    try loseWaitingRows(of: link, from: ends.target, after: link.hardened)
    try copyRows(of: link, on: instance)
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { $0.isDiverged = false }
    }
  }

  /// Notes the committed rows that will never reach the new primary, and forgets them.
  mutating func loseWaitingRows(
    of link: Link,
    from server: String,
    after position: LogPosition?
  ) throws {
    guard let host = world.server(named: server) else { return }
    for name in link.request.databases {
      guard let database = host.database(named: name), let log = log(of: name, on: server)
      else { continue }
      for record in try log.committed(after: position) {
        guard let change = LostRow.Change(record.kind) else { continue }
        let key = try database.table(of: record).map { schema in
          try RowTable(server: host.name, database: database.name, schema: schema)
            .key(of: record, in: rows)
        }
        world.lostRows.append(
          LostRow(
            database: database.name,
            table: record.object,
            key: key ?? "row \(record.row ?? 0)",
            change: change
          )
        )
      }
      try log.truncate()
    }
  }

  private mutating func redo(
    _ record: LogRecord,
    in name: String,
    on server: String
  ) throws {
    guard let host = world.server(named: server), let database = host.database(named: name)
    else { return }
    func table(_ schema: TableSchema) -> RowTable {
      RowTable(server: host.name, database: database.name, schema: schema)
    }
    switch record.kind {
    case .mark: break
    case .createTable:
      guard let json = record.after else { return }
      let schema = try JSONDecoder().decode(TableSchema.self, from: Data(json.utf8))
      try table(schema).create(in: rows)
      world.update(server: server) { server in
        server.update(database: name) { $0.tables.append(schema) }
      }
    case .dropTable:
      guard let schema = database.table(of: record) else { return }
      try table(schema).drop(from: rows)
      world.update(server: server) { server in
        server.update(database: name) { database in
          database.tables.removeAll { $0.objectID == schema.objectID }
        }
      }
    case .insert, .update, .delete:
      guard let schema = database.table(of: record) else { return }
      try DatabaseLog.withoutCapture(in: rows) { try table(schema).redo(record, in: rows) }
    }
  }
}
