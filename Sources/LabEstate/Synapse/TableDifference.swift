import GRDB

/// What differs between a table and an earlier state of it.
struct TableDifference {
  /// Rows that are new or changed.
  var present: [[DatabaseValue]]
  /// Keys of rows that are gone.
  var gone: [[DatabaseValue]]

  var count: Int { present.count + gone.count }

  init(of table: RowTable, since earlier: RowTable, in store: GRDB.Database) throws {
    let columns = table.schema.columns.map { RowTable.quoted($0.name) }.joined(separator: ", ")
    let keys = table.schema.primaryKey.map(RowTable.quoted).joined(separator: ", ")
    present = try Row.fetchAll(
      store,
      sql: "SELECT \(columns) FROM \(table.name) EXCEPT SELECT \(columns) FROM \(earlier.name)"
    )
    .map { Array($0.databaseValues) }
    gone = try Row.fetchAll(
      store,
      sql: "SELECT \(keys) FROM \(earlier.name) EXCEPT SELECT \(keys) FROM \(table.name)"
    )
    .map { Array($0.databaseValues) }
  }
}
