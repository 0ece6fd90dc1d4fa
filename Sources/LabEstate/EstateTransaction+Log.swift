import Foundation
import GRDB

extension EstateTransaction {
  /// Moves the log as a committed write of so many rows does, and starts the secondaries' lag.
  ///
  /// What was written since then, or what the session's transaction holds, gets its log position.
  package mutating func noteWrite(
    to name: String,
    rows count: Int,
    on server: String,
    of session: Int? = nil
  ) throws {
    world.update(server: server) { server in
      server.update(database: name) { database in
        let used = database.usedLogBytes + Int64(count) * 512
        database.usedLogBytes = min(database.logBytes, used)
      }
    }
    noteFeedWrite(to: name, on: server)
    try moveLog(of: name, byBlocks: 1 + count / 8, on: server, session: session)
  }

  /// Keeps what was just written out of the log until the session commits.
  package func holdWrites(to name: String, of session: Int, on server: String) throws {
    try log(of: name, on: server)?.hold(for: session)
  }

  /// Ends the session's transaction well.
  package mutating func commitWrites(of session: Int, on server: String) throws {
    let names = try DatabaseLog.databasesWithOpenRecords(
      on: self.server(server).name,
      of: session,
      in: rows
    )
    for name in names {
      let count = try log(of: name, on: server)?.open(of: session).count ?? 0
      try noteWrite(to: name, rows: count, on: server, of: session)
    }
  }

  /// Takes back what the session wrote after an entry, or everything.
  package func rollBackWrites(
    of session: Int,
    after sequence: Int64 = 0,
    on server: String
  ) throws {
    let host = self.server(server).name
    for name in try DatabaseLog.databasesWithOpenRecords(on: host, of: session, in: rows) {
      guard let log = log(of: name, on: server) else { continue }
      let records = try log.open(of: session, after: sequence)
      try undo(records, in: name, on: server)
      try log.remove(records)
    }
  }

  /// Takes back what no transaction of a server has committed, as its end does.
  mutating func rollBackOpenWrites(to database: String? = nil, on server: String) throws {
    let host = self.server(server).name
    for name in try DatabaseLog.databasesWithOpenRecords(on: host, in: rows)
    where database.map({ $0.isSameName(as: name) }) ?? true {
      guard let log = log(of: name, on: server) else { continue }
      let records = try log.open()
      try undo(records, in: name, on: server)
      try log.remove(records)
    }
  }

  /// The number of the last entry in any log.
  package func lastLogEntry() throws -> Int64 { try DatabaseLog.lastSequence(in: rows) }

  /// Moves the log of a database that is not a secondary, and marks the place.
  mutating func markLog(of name: String, byBlocks blocks: Int, on server: String) throws {
    guard let database = self.server(server).database(named: name),
      !(database.isReadOnly && database.groupDatabaseID != nil)
    else { return }
    try log(of: name, on: server)?.append(.mark)
    try moveLog(of: name, byBlocks: blocks, on: server, session: nil)
  }

  func log(of name: String, on server: String) -> DatabaseLog? {
    let host = self.server(server)
    return host.database(named: name).map { DatabaseLog(of: $0.name, on: host.name, in: rows) }
  }

  /// Takes changes of rows back; the last one must come first.
  func undo(_ records: [LogRecord], in name: String, on server: String) throws {
    let host = self.server(server)
    guard let database = host.database(named: name) else { return }
    try DatabaseLog.withoutCapture(in: rows) {
      for record in records {
        guard let schema = database.table(of: record) else { continue }
        try RowTable(server: host.name, database: database.name, schema: schema)
          .undo(record, in: rows)
      }
    }
  }

  private mutating func moveLog(
    of name: String,
    byBlocks blocks: Int,
    on server: String,
    session: Int?
  ) throws {
    world.update(server: server) { server in
      server.update(database: name) { $0.endOfLog.move(byBlocks: blocks) }
    }
    guard let end = self.server(server).database(named: name)?.endOfLog,
      let log = log(of: name, on: server)
    else { return }
    try log.commit(at: end, now, of: session)
    let links = links(of: name, with: server)
    let waiting = links.filter { $0.link.needsLog(of: $0.side) }
    if waiting.isEmpty { try log.truncate() }
    let now = now
    for (host, link, side) in waiting where link.source == side && link.laggingSince == nil {
      world.update(instance: host) { instance in
        instance.update(link: link.name) { $0.laggingSince = now }
      }
    }
  }

  /// The links in which a server's database takes part, with the side on which it does.
  func links(
    of database: String,
    with server: String
  ) -> [(host: String, link: Link, side: Link.Side)] {
    world.managedInstances.flatMap { host in
      (host.instance?.links ?? []).compactMap { link in
        guard link.request.databases.contains(where: { $0.isSameName(as: database) }) else {
          return nil
        }
        if host.name.isSameName(as: server) { return (host.name, link, .instance) }
        let isPartner = link.partner?.isSameName(as: server) == true
        return isPartner ? (host.name, link, .partner) : nil
      }
    }
  }
}

extension Link {
  /// Whether a side's log has to be kept: to be replicated, or to tell later what is lost.
  func needsLog(of side: Side) -> Bool {
    phase == .synchronizing && (side == source) != isDiverged
  }
}

extension UserDatabase {
  func table(of record: LogRecord) -> TableSchema? {
    tables.first { "\($0.schema).\($0.name)".isSameName(as: record.object) }
  }
}

extension Estate {
  /// What a server does when it starts: transactions that nobody can commit any more never were.
  package func rollBackOpenTransactions() throws {
    try change { transaction in
      for server in transaction.world.servers {
        try transaction.rollBackOpenWrites(on: server.name)
      }
    }
  }
}
