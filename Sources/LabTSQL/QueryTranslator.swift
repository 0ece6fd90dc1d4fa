import LabEstate

/// Turns queries of T-SQL into queries of SQLite.
///
/// Catalogue views become common table expressions that hold what the world shows at this moment;
/// user tables are tables of the estate's file.
struct QueryTranslator {
  struct Query: Sendable {
    var sql: String
    var columns: [TSQLReply.Column]
  }

  let context: EvaluationContext
  private var views: [(name: String, sql: String)] = []
  private var aliasCount = 0

  init(context: EvaluationContext) { self.context = context }

  /// A complete statement, with the views that it reads in front.
  mutating func statement(for query: SelectQuery) throws -> Query {
    var result = try translate(query, in: Scope())
    result.sql = withViews(result.sql)
    return result
  }

  /// One value, without a table.
  mutating func statement(for expression: Expression) throws -> Query {
    let value = try translate(expression, in: Scope())
    return Query(
      sql: withViews("SELECT \(value.sql)"),
      columns: [TSQLReply.Column("", value.type)]
    )
  }

  mutating func statement(for predicate: Predicate) throws -> String {
    let condition = try translate(predicate, in: Scope())
    return withViews("SELECT CASE WHEN \(condition) THEN 1 ELSE 0 END")
  }

  func withViews(_ sql: String) -> String {
    guard !views.isEmpty else { return sql }
    let list = views.map { "\($0.name) AS MATERIALIZED (\($0.sql))" }
    return "WITH \(list.joined(separator: ", ")) \(sql)"
  }

  mutating func takeAlias() -> String {
    aliasCount += 1
    return "s\(aliasCount)"
  }

  mutating func translate(_ query: SelectQuery, in outer: Scope) throws -> Query {
    var scope = outer.nested()
    let from = try query.from.map { try translate($0, into: &scope) }
    if query.unions.isEmpty { return try core(query, from: from, scope: scope) }

    var branch = query
    branch.unions = []
    branch.order = []
    branch.offset = nil
    branch.fetch = nil
    var branches = [try core(branch, from: from, scope: scope)]
    var words: [String] = []
    for union in query.unions {
      branches.append(try translate(union.query, in: outer))
      words.append(union.isAll ? "UNION ALL" : "UNION")
    }
    return try unite(branches, words, query, outer)
  }

  private mutating func unite(
    _ branches: [Query],
    _ words: [String],
    _ query: SelectQuery,
    _ outer: Scope
  ) throws -> Query {
    var columns = branches[0].columns
    for other in branches.dropFirst() {
      guard other.columns.count == columns.count else {
        throw TSQLMessage(
          205,
          "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal "
            + "number of expressions in their target lists."
        )
      }
      for index in columns.indices {
        columns[index].type = columns[index].type.common(with: other.columns[index].type)
      }
    }
    let names = columns.indices.map { "c\($0 + 1)" }
    let parts = branches.map { branch in
      let alias = takeAlias()
      let items = columns.indices.map { index in
        TypedSQL(sql: "\(alias).c\(index + 1)", type: branch.columns[index].type)
          .converted(to: columns[index].type).sql + " AS c\(index + 1)"
      }
      return "SELECT \(items.joined(separator: ", ")) FROM (\(branch.sql)) AS \(alias)"
    }
    var sql = parts[0]
    for (word, part) in zip(words, parts.dropFirst()) { sql += " \(word) \(part)" }
    let alias = takeAlias()
    var scope = outer.nested()
    scope.sources = [Scope.Source(exposedName: "", alias: alias, columns: columns)]
    sql = "SELECT \(names.joined(separator: ", ")) FROM (\(sql)) AS \(alias)"
    let outputs = zip(columns, names).map { TypedSQL(sql: "\(alias).\($1)", type: $0.type) }
    sql += try ordering(query, outputs, columns, scope)
    return Query(sql: sql, columns: columns)
  }

  /// Output columns are called c1, c2 … in SQLite, whatever names they show.
  private mutating func core(
    _ query: SelectQuery,
    from: String?,
    scope: Scope
  ) throws -> Query {
    try GroupingRule(query).check()
    var outputs: [TypedSQL] = []
    var columns: [TSQLReply.Column] = []
    for item in query.items {
      switch item {
      case .all(let qualifier):
        for (column, value) in try allColumns(of: qualifier, scope) {
          columns.append(column)
          outputs.append(value)
        }
      case .expression(let expression, let alias):
        let value = try translate(expression, in: scope)
        columns.append(TSQLReply.Column(alias ?? Self.name(of: expression), value.type))
        outputs.append(value)
      case .assignment(_, let expression):
        let value = try translate(expression, in: scope)
        columns.append(TSQLReply.Column("", value.type))
        outputs.append(value)
      }
    }
    let items = outputs.enumerated().map { "\($1.sql) AS c\($0 + 1)" }
    var sql = "SELECT \(query.isDistinct ? "DISTINCT " : "")\(items.joined(separator: ", "))"
    if let from { sql += " FROM \(from)" }
    if let condition = query.condition { sql += " WHERE \(try translate(condition, in: scope))" }
    if !query.grouping.isEmpty {
      let keys = try query.grouping.map { try translate($0, in: scope).sortable }
      sql += " GROUP BY \(keys.joined(separator: ", "))"
    }
    if let having = query.having { sql += " HAVING \(try translate(having, in: scope))" }
    sql += try ordering(query, outputs, columns, scope)
    return Query(sql: sql, columns: columns)
  }

  private func allColumns(
    of qualifier: String?,
    _ scope: Scope
  ) throws -> [(TSQLReply.Column, TypedSQL)] {
    let sources = scope.sources.filter { source in
      qualifier.map { source.exposedName.isSameName(as: $0) } ?? true
    }
    guard !sources.isEmpty else {
      if let qualifier {
        throw TSQLMessage(
          107,
          "The column prefix '\(qualifier)' does not match with a table name or alias name used "
            + "in the query.",
          severity: 15
        )
      }
      throw TSQLMessage(263, "Must specify table to select from.")
    }
    return sources.flatMap { source in
      source.columns.map { column in
        let sql = "\(source.alias).\(RowTable.quoted(column.name))"
        return (column, TypedSQL(sql: sql, type: column.type))
      }
    }
  }

  private mutating func ordering(
    _ query: SelectQuery,
    _ outputs: [TypedSQL],
    _ columns: [TSQLReply.Column],
    _ scope: Scope
  ) throws -> String {
    var sql = ""
    if !query.order.isEmpty {
      let keys = try query.order.map { order in
        try orderKey(order.expression, outputs, columns, scope).sortable
          + (order.isDescending ? " DESC" : "")
      }
      sql += " ORDER BY \(keys.joined(separator: ", "))"
    }
    if let limit = try (query.top ?? query.fetch).map({ try translate($0, in: Scope()) }) {
      sql += " LIMIT \(limit.sql)"
    } else if query.offset != nil {
      sql += " LIMIT -1"
    }
    if let offset = query.offset { sql += " OFFSET \(try translate(offset, in: Scope()).sql)" }
    return sql
  }

  /// A number is a position, a single name an output column first.
  private mutating func orderKey(
    _ expression: Expression,
    _ outputs: [TypedSQL],
    _ columns: [TSQLReply.Column],
    _ scope: Scope
  ) throws -> TypedSQL {
    if case .literal(.int(let position), _) = expression {
      guard outputs.indices.contains(Int(position) - 1) else {
        throw TSQLMessage(
          108,
          "The ORDER BY position number \(position) is out of range of the number of items in the "
            + "select list.",
          severity: 15
        )
      }
      return outputs[Int(position) - 1]
    }
    if case .column(let parts) = expression, parts.count == 1,
      let index = columns.firstIndex(where: { $0.name.isSameName(as: parts[0]) })
    {
      return outputs[index]
    }
    return try translate(expression, in: scope)
  }

  private static func name(of expression: Expression) -> String {
    if case .column(let parts) = expression { return parts.last ?? "" }
    return ""
  }

  /// A view that is read twice is made once.
  mutating func addView(_ name: String, _ sql: String) {
    guard !views.contains(where: { $0.name == name }) else { return }
    views.append((name, sql))
  }
}
