import GRDB
import LabEstate

/// How to take back what a session's open transaction has done.
///
/// The lab has one writer at a time but cannot hold SQLite's transaction open between batches; so a
/// log keeps what a session overwrote, and others may read what is not committed.
struct OpenTransaction: Sendable {
  enum Undo: Sendable {
    /// Rows that were written after this entry of the log.
    case writes(after: Int64)
    case created(String, TableSchema)
    case dropped(String, TableSchema, [KeptRow])
    case definitions(Server)
    case savepoint(String)
  }

  /// A row of a dropped table, under its id.
  struct KeptRow: Sendable {
    var id: Int64
    var literals: String
  }

  struct PendingEffect: Sendable {
    var database: String
    var kind: String
    var object: String
    var detail: String
  }

  private(set) var undo: [Undo] = []
  var effects: [PendingEffect] = []

  mutating func note(_ step: Undo) { undo.append(step) }

  /// Notes where the session's next rows begin in the log, unless rows came last.
  mutating func noteWrites(after entry: Int64) {
    if case .writes? = undo.last { return }
    undo.append(.writes(after: entry))
  }

  func hasSavepoint(_ name: String) -> Bool {
    undo.contains {
      if case .savepoint(let saved) = $0 { saved.isSameName(as: name) } else { false }
    }
  }

  /// Takes back everything, or everything since the savepoint.
  mutating func rollBack(
    to savepoint: String?,
    of session: Int,
    in transaction: inout EstateTransaction,
    on server: String
  ) throws {
    loop: while let step = undo.popLast() {
      switch step {
      case .savepoint(let name):
        if let savepoint, name.isSameName(as: savepoint) {
          undo.append(step)
          break loop
        }
      case .writes(let entry):
        try transaction.rollBackWrites(of: session, after: entry, on: server)
      case .created(let database, let table):
        try transaction.dropTable(table, in: database, on: server)
      case .dropped(let database, let table, let rows):
        try transaction.createTable(table, in: database, on: server)
        let stored = RowTable(server: server, database: database, schema: table)
        try stored.putBack(rows.map { ($0.id, $0.literals) }, in: transaction.rows)
        try transaction.noteWrite(to: database, rows: rows.count, on: server)
      case .definitions(let before):
        transaction.world.update(server: server) { server in
          server.hasMasterKey = before.hasMasterKey
          server.certificates = before.certificates
          server.issuers = before.issuers
          server.endpoint = before.endpoint
        }
        try transaction.recordEffect(on: server, "roll_back_definitions", server)
      }
    }
    if savepoint == nil { effects = [] }
  }
}
