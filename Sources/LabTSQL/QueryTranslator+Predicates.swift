import LabEstate

extension QueryTranslator {
  /// A condition of SQLite, which knows the third truth value as T-SQL does.
  mutating func translate(_ predicate: Predicate, in scope: Scope) throws -> String {
    switch predicate {
    case .and(let left, let right):
      return "(\(try translate(left, in: scope)) AND \(try translate(right, in: scope)))"
    case .or(let left, let right):
      return "(\(try translate(left, in: scope)) OR \(try translate(right, in: scope)))"
    case .not(let inside): return "(NOT \(try translate(inside, in: scope)))"
    case .isNull(let expression): return "(\(try translate(expression, in: scope).sql) IS NULL)"
    case .comparison(let sign, let left, let right):
      let left = try translate(left, in: scope)
      return compare(sign, left, try translate(right, in: scope))
    case .like(let text, let pattern, let escape):
      var arguments = [
        try translate(text, in: scope).converted(to: .nvarchar(nil)),
        try translate(pattern, in: scope).converted(to: .nvarchar(nil)),
      ]
      if let escape {
        arguments.append(try translate(escape, in: scope).converted(to: .nvarchar(nil)))
      }
      return TypedSQL.call("LIKE", arguments, type: .bit).sql
    case .inList(let expression, let list):
      let left = try translate(expression, in: scope)
      let parts = try list.map { compare("=", left, try translate($0, in: scope)) }
      return "(\(parts.joined(separator: " OR ")))"
    case .inQuery(let expression, let query):
      let left = try translate(expression, in: scope)
      let inner = try translate(query, in: scope)
      guard inner.columns.count == 1 else { throw Self.oneColumn }
      let alias = takeAlias()
      let right = TypedSQL(sql: "\(alias).c1", type: inner.columns[0].type)
      let common = left.type.common(with: right.type)
      let items = "SELECT \(right.converted(to: common).sql) FROM (\(inner.sql)) AS \(alias)"
      let key = left.converted(to: common).sql
      return common.isText ? "(\(key) COLLATE NOCASE IN (\(items)))" : "(\(key) IN (\(items)))"
    case .exists(let query): return "EXISTS (\(try translate(query, in: scope).sql))"
    }
  }

  func compare(_ sign: String, _ left: TypedSQL, _ right: TypedSQL) -> String {
    if left.isNull || right.isNull { return "(NULL)" }
    if left.type == .sqlVariant || right.type == .sqlVariant {
      return "(\(left.sql) \(sign) \(right.sql) COLLATE NOCASE)"
    }
    let common = left.type.common(with: right.type)
    let (first, second) = (left.converted(to: common), right.converted(to: common))
    if common.isDecimal {
      let order = TypedSQL.call("COMPARE", [first, second], type: .int)
      return "(\(order.sql) \(sign) 0)"
    }
    let collation = common.isText || common == .uniqueIdentifier ? " COLLATE NOCASE" : ""
    return "(\(first.sql) \(sign) \(second.sql)\(collation))"
  }

  static let oneColumn = TSQLMessage(
    116,
    "Only one expression can be specified in the select list when the subquery is not introduced "
      + "with EXISTS."
  )
}
