import GRDB
import LabEstate

/// How to take back what a session's open transaction has done.
///
/// The lab has one writer at a time but cannot hold SQLite's transaction open between batches; so a
/// session keeps what it overwrote, and others may read what is not committed.
struct OpenTransaction: Sendable {
  enum Undo: Sendable {
    case rows(RowTable, [[DatabaseValue]])
    case created(String, TableSchema)
    case dropped(String, TableSchema, [[DatabaseValue]])
    case definitions(Server)
    case savepoint(String)
  }

  struct PendingEffect: Sendable {
    var kind: String
    var object: String
    var detail: String
  }

  private(set) var undo: [Undo] = []
  var effects: [PendingEffect] = []
  private var saved: Set<RowTable> = []

  /// Keeps a table's rows once for each savepoint.
  mutating func keepRows(of table: RowTable, in store: GRDB.Database) throws {
    guard saved.insert(table).inserted else { return }
    undo.append(.rows(table, try table.rows(in: store)))
  }

  mutating func note(_ step: Undo) {
    if case .savepoint = step { saved = [] }
    undo.append(step)
  }

  func hasSavepoint(_ name: String) -> Bool {
    undo.contains {
      if case .savepoint(let saved) = $0 { saved.isSameName(as: name) } else { false }
    }
  }

  /// Takes back everything, or everything since the savepoint.
  mutating func rollBack(
    to savepoint: String?,
    in transaction: inout EstateTransaction,
    on server: String
  ) throws {
    var touched: Set<String> = []
    loop: while let step = undo.popLast() {
      switch step {
      case .savepoint(let name):
        if let savepoint, name.isSameName(as: savepoint) {
          undo.append(step)
          break loop
        }
      case .rows(let table, let rows):
        try Self.restore(rows, to: table, in: transaction.rows)
        touched.insert(table.database)
      case .created(let database, let table):
        try transaction.dropTable(table, in: database, on: server)
      case .dropped(let database, let table, let rows):
        try transaction.createTable(table, in: database, on: server)
        let stored = RowTable(server: server, database: database, schema: table)
        try Self.restore(rows, to: stored, in: transaction.rows)
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
    for database in touched { transaction.noteWrite(to: database, rows: 1, on: server) }
    saved = []
    if savepoint == nil { effects = [] }
  }

  private static func restore(
    _ rows: [[DatabaseValue]],
    to table: RowTable,
    in store: GRDB.Database
  ) throws {
    try store.execute(sql: "DELETE FROM \(table.name)")
    let names = table.schema.columns.map { RowTable.quoted($0.name) }.joined(separator: ", ")
    let marks = table.schema.columns.map { _ in "?" }.joined(separator: ", ")
    let insert = "INSERT INTO \(table.name) (\(names)) VALUES (\(marks))"
    for row in rows { try store.execute(sql: insert, arguments: StatementArguments(row)) }
  }
}
