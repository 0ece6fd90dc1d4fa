import LabEstate

extension QueryTranslator {
  mutating func insertion(
    _ insert: Statement.Insert,
    into table: RowTable
  ) throws -> String {
    let columns = try targets(insert.columns, of: table)
    let names = columns.map { RowTable.quoted($0.name) }.joined(separator: ", ")
    let head = "INSERT INTO \(table.name) (\(names))"
    switch insert.source {
    case .defaults: return "INSERT INTO \(table.name) DEFAULT VALUES"
    case .rows(let rows):
      let lines = try rows.map { row in
        guard row.count == columns.count else { throw Self.countMismatch }
        let values = try zip(row, columns).map { expression, column in
          stored(try translate(expression, in: Scope()), as: column.type)
        }
        return "(\(values.joined(separator: ", ")))"
      }
      return withViews("\(head) VALUES \(lines.joined(separator: ", "))")
    case .query(let query):
      let inner = try translate(query, in: Scope())
      guard inner.columns.count == columns.count else { throw Self.countMismatch }
      let alias = takeAlias()
      let values = zip(inner.columns, columns).enumerated().map { index, pair in
        stored(TypedSQL(sql: "\(alias).c\(index + 1)", type: pair.0.type), as: pair.1.type)
      }
      // SQLite needs the WHERE to tell an upsert from a join.
      return withViews(
        "\(head) SELECT \(values.joined(separator: ", ")) FROM (\(inner.sql)) AS \(alias) WHERE 1"
      )
    }
  }

  mutating func updating(_ update: Statement.Update, of table: RowTable) throws -> String {
    let (alias, scope) = scope(of: table, named: update.table)
    let parts = try update.assignments.map { assignment in
      guard let column = table.schema.column(named: assignment.column) else {
        throw TSQLMessage(207, "Invalid column name '\(assignment.column)'.")
      }
      let value = stored(try translate(assignment.value, in: scope), as: column.type)
      return "\(RowTable.quoted(column.name)) = \(value)"
    }
    let sql = "UPDATE \(table.name) AS \(alias) SET \(parts.joined(separator: ", "))"
    let condition = try restriction(update.condition, update.top, table, alias, scope)
    return withViews(sql + condition)
  }

  mutating func deletion(_ delete: Statement.Delete, from table: RowTable) throws -> String {
    let (alias, scope) = scope(of: table, named: delete.table)
    let condition = try restriction(delete.condition, delete.top, table, alias, scope)
    return withViews("DELETE FROM \(table.name) AS \(alias)\(condition)")
  }

  private mutating func scope(of table: RowTable, named name: ObjectName) -> (String, Scope) {
    let alias = takeAlias()
    var scope = Scope()
    let columns = table.schema.columns.map { TSQLReply.Column($0.name, $0.type) }
    scope.sources = [Scope.Source(exposedName: name.object, alias: alias, columns: columns)]
    return (alias, scope)
  }

  private mutating func restriction(
    _ condition: Predicate?,
    _ top: Expression?,
    _ table: RowTable,
    _ alias: String,
    _ scope: Scope
  ) throws -> String {
    let sql = try condition.map { " WHERE \(try translate($0, in: scope))" } ?? ""
    guard let top else { return sql }
    let limit = try translate(top, in: Scope()).sql
    let rows = "SELECT \(alias).rowid FROM \(table.name) AS \(alias)\(sql) LIMIT \(limit)"
    return " WHERE \(alias).rowid IN (\(rows))"
  }

  private func targets(
    _ names: [String],
    of table: RowTable
  ) throws -> [TableSchema.Column] {
    guard !names.isEmpty else { return table.schema.columns.filter { !$0.isIdentity } }
    return try names.map { name in
      guard let column = table.schema.column(named: name) else {
        throw TSQLMessage(207, "Invalid column name '\(name)'.")
      }
      if column.isIdentity {
        throw TSQLMessage(
          544,
          "Cannot insert explicit value for identity column in table '\(table.schema.name)' when "
            + "IDENTITY_INSERT is set to OFF."
        )
      }
      return column
    }
  }

  /// Converts a value to a column's type; text that is too long is refused, not cut.
  private func stored(_ value: TypedSQL, as type: TSQLType) -> String {
    if value.isNull { return "NULL" }
    let cheap = value.converted(to: type)
    if cheap.sql == value.sql { return value.sql }
    return "tsql('STORE', '\(value.type.code),\(type.code)', \(value.sql))"
  }

  private static let countMismatch = TSQLMessage(
    213,
    "Column name or number of supplied values does not match table definition."
  )
}
