package import GRDB

extension RowTable {
  /// The row id and all columns, for rows that keep their id when they are written again.
  var storedColumns: String {
    let names = schema.columns.map { Self.quoted($0.name) }
    // An identity column is the row id itself.
    let isOwnID = schema.columns.contains(where: \.isIdentity)
    return (isOwnID ? names : ["_rowid_"] + names).joined(separator: ", ")
  }

  /// Has every change of a row written to the log of its database.
  func logChanges(in store: GRDB.Database) throws {
    func literals(_ row: String) -> String {
      schema.columns.map { "quote(\(row).\(Self.quoted($0.name)))" }.joined(separator: "||','||")
    }
    func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
    let log = literal(DatabaseLog.name(of: database, on: server))
    let object = literal("\(schema.schema).\(schema.name)")
    let kinds = [
      ("insert", "NEW", "NULL", literals("NEW")),
      ("update", "NEW", literals("OLD"), literals("NEW")),
      ("delete", "OLD", literals("OLD"), "NULL"),
    ]
    for (kind, row, before, after) in kinds {
      let trigger = Self.quoted("\(kind) \(server)/\(database)/\(schema.schema).\(schema.name)")
      try store.execute(
        sql: """
          CREATE TRIGGER \(trigger) AFTER \(kind.uppercased()) ON \(name)
          WHEN (SELECT isOn FROM log_capture)
          BEGIN
            INSERT INTO log_record (log, kind, object, row, before, after)
            VALUES (\(log), '\(kind)', \(object), \(row)._rowid_, \(before), \(after));
          END
          """
      )
    }
  }

  /// Writes a row under its id, from the literals that the log has of it.
  func put(row: Int64, _ literals: String, in store: GRDB.Database) throws {
    let values = schema.columns.contains(where: \.isIdentity) ? literals : "\(row),\(literals)"
    try store.execute(
      sql: "INSERT OR REPLACE INTO \(name) (\(storedColumns)) VALUES (\(values))"
    )
  }

  func remove(row: Int64, from store: GRDB.Database) throws {
    try store.execute(literal: "DELETE FROM \(sql: name) WHERE _rowid_ = \(row)")
  }

  /// Repeats a change of this table.
  func redo(_ record: LogRecord, in store: GRDB.Database) throws {
    guard let row = record.row else { return }
    switch record.kind {
    case .insert, .update:
      if let after = record.after { try put(row: row, after, in: store) }
    case .delete: try remove(row: row, from: store)
    case .createTable, .dropTable, .mark: break
    }
  }

  /// Takes a change of this table back.
  func undo(_ record: LogRecord, in store: GRDB.Database) throws {
    guard let row = record.row else { return }
    switch record.kind {
    case .insert: try remove(row: row, from: store)
    case .update, .delete:
      if let before = record.before { try put(row: row, before, in: store) }
    case .createTable, .dropTable, .mark: break
    }
  }

  /// What names a row to a person: its primary key, as far as the table has one.
  func key(of record: LogRecord, in store: GRDB.Database) throws -> String {
    let fallback = "row \(record.row ?? 0)"
    guard let literals = record.after ?? record.before,
      let values = try Row.fetchOne(store, sql: "SELECT \(literals)").map({
        Array($0.databaseValues)
      }),
      values.count == schema.columns.count
    else { return fallback }
    let names = schema.columns.first(where: \.isIdentity).map { [$0.name] } ?? schema.primaryKey
    let parts = names.compactMap { name in
      schema.columns.firstIndex { $0.name.isSameName(as: name) }.map { values[$0] }
    }
    if parts.isEmpty { return fallback }
    return parts.map { String.fromDatabaseValue($0) ?? $0.description }.joined(separator: "/")
  }

  /// Every row with its id, as literals.
  package func keptRows(in store: GRDB.Database) throws -> [(id: Int64, literals: String)] {
    let literals = schema.columns.map { "quote(\(Self.quoted($0.name)))" }
      .joined(separator: "||','||")
    return try Row.fetchAll(
      store,
      sql: "SELECT _rowid_ AS id, \(literals) AS literals FROM \(name) ORDER BY 1"
    )
    .map { row in (id: row["id"], literals: row["literals"]) }
  }

  package func putBack(
    _ rows: [(id: Int64, literals: String)],
    in store: GRDB.Database
  ) throws {
    for row in rows { try put(row: row.id, row.literals, in: store) }
  }
}
