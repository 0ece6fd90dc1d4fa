import GRDB
import LabEstate

extension Interpreter {
  mutating func insert(_ insert: Statement.Insert) async throws {
    try await changeRows(of: insert.table, "insert_rows") { table, evaluator in
      var translator = QueryTranslator(context: evaluator.context)
      let sql = try translator.insertion(insert, into: table)
      return try evaluator.change(sql)
    }
  }

  mutating func update(_ update: Statement.Update) async throws {
    try await changeRows(of: update.table, "update_rows") { table, evaluator in
      var translator = QueryTranslator(context: evaluator.context)
      let sql = try translator.updating(update, of: table)
      return try evaluator.change(sql)
    }
  }

  mutating func delete(_ delete: Statement.Delete) async throws {
    try await changeRows(of: delete.table, "delete_rows") { table, evaluator in
      var translator = QueryTranslator(context: evaluator.context)
      let sql = try translator.deletion(delete, from: table)
      return try evaluator.change(sql)
    }
  }

  private mutating func changeRows(
    of name: ObjectName,
    _ kind: String,
    _ body: (RowTable, Evaluator) throws -> Int
  ) async throws {
    var open = state.transaction
    let isInTransaction = isInTransaction
    let session = state.facts.id
    let (count, identity): (Int, Int64?) = try estate.change { transaction in
      let context = context(transaction.world)
      let resolved = try QueryTranslator(context: context).resolve(name)
      guard case .rows(let schema, let database) = resolved else {
        throw TSQLMessage(259, "Ad hoc updates to system catalogs are not allowed.")
      }
      try transaction.requireWritable(database.name, on: server)
      let table = RowTable(server: server, database: database.name, schema: schema)
      if isInTransaction { open.noteWrites(after: try transaction.lastLogEntry()) }
      let count = try body(table, Evaluator(context, transaction.rows))
      let hasIdentity = schema.columns.contains(where: \.isIdentity) && kind == "insert_rows"
      guard count > 0 else { return (0, nil) }
      let object = "\(database.name).\(schema.schema).\(schema.name)"
      if isInTransaction {
        try transaction.holdWrites(to: database.name, of: session, on: server)
        open.effects.append(
          OpenTransaction.PendingEffect(
            database: database.name,
            kind: kind,
            object: object,
            detail: String(count)
          )
        )
      } else {
        try transaction.noteWrite(to: database.name, rows: count, on: server)
        try transaction.recordEffect(on: server, kind, object, detail: String(count))
      }
      return (count, hasIdentity ? transaction.rows.lastInsertedRowID : nil)
    }
    state.transaction = open
    state.facts.rowCount = Int64(count)
    if let identity { state.facts.lastIdentity = identity }
    await finish(count: count)
  }

  mutating func createTable(_ name: ObjectName, _ table: TableSchema) async throws {
    let database = name.database ?? state.facts.database
    try requireUserDatabase(database)
    let isInTransaction = isInTransaction
    let created: TableSchema? = try estate.change { transaction in
      try transaction.createTable(table, in: database, on: server)
      return transaction.server(server).database(named: database)?
        .table(schema: table.schema, name: table.name)
    }
    if isInTransaction, let created { state.transaction.note(.created(database, created)) }
    await finish()
  }

  mutating func dropTable(_ name: ObjectName, ifExists: Bool) async throws {
    let resolved: ResolvedTable
    do {
      resolved = try evaluate { try QueryTranslator(context: $0.context).resolve(name) }
    } catch let message as TSQLMessage where message.number == 208 {
      guard !ifExists else {
        await finish()
        return
      }
      throw TSQLMessage(
        3701,
        "Cannot drop the table '\(name.written)', because it does not exist or you do not have "
          + "permission.",
        severity: 11
      )
    }
    guard case .rows(let schema, let database) = resolved else {
      throw TSQLMessage(259, "Ad hoc updates to system catalogs are not allowed.")
    }
    let rows: [OpenTransaction.KeptRow] = try estate.change { transaction in
      let table = RowTable(server: server, database: database.name, schema: schema)
      let rows = try table.keptRows(in: transaction.rows)
        .map { OpenTransaction.KeptRow(id: $0.id, literals: $0.literals) }
      try transaction.dropTable(schema, in: database.name, on: server)
      return rows
    }
    if isInTransaction { state.transaction.note(.dropped(database.name, schema, rows)) }
    await finish()
  }

  private func requireUserDatabase(_ name: String) throws {
    guard let database = try estate.world().server(named: server)?.database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    if database.isSystem {
      throw TSQLMessage.lab("The lab keeps tables in user databases only, not in '\(name)'.")
    }
  }
}
