import LabEstate

extension QueryTranslator {
  mutating func translate(_ expression: Expression, in scope: Scope) throws -> TypedSQL {
    switch expression {
    case .literal(let value, let type): return TypedSQL(value, type)
    case .variable(let name):
      guard let variable = context.session.variables[name.lowercased()] else {
        throw Self.undeclared(name)
      }
      return TypedSQL(sql: variable.value.literal, type: variable.type)
    case .global(let name):
      guard let (value, type) = GlobalVariable.value(of: name, context) else {
        throw Self.undeclared(name)
      }
      return TypedSQL(sql: value.literal, type: type)
    case .column(let parts): return try scope.column(parts)
    case .negated(let inside):
      return try arithmetic("-", TypedSQL(.int(0), .int), try translate(inside, in: scope))
    case .arithmetic(let symbol, let left, let right):
      let left = try translate(left, in: scope)
      return try arithmetic(symbol, left, try translate(right, in: scope))
    case .function(let name, let arguments): return try function(name, arguments, scope)
    case .aggregate(let name, let isDistinct, let arguments):
      return try aggregate(name, isDistinct: isDistinct, arguments, scope)
    case .cast(let inside, let type, let style, let isLenient):
      let value = try translate(inside, in: scope)
      return value.cast(
        to: type,
        style: try style.map { try translate($0, in: scope) },
        isLenient: isLenient
      )
    case .searchedCase(let branches, let otherwise):
      return try cases(branches, otherwise: otherwise, scope)
    case .subquery(let query):
      let inner = try translate(query, in: scope)
      guard inner.columns.count == 1 else { throw Self.oneColumn }
      // SQLite would take the first of several rows in silence.
      let one = "CASE WHEN COUNT(*) > 1 THEN tsql('SINGLE', '') ELSE MAX(c1) END"
      return TypedSQL(sql: "(SELECT \(one) FROM (\(inner.sql)))", type: inner.columns[0].type)
    }
  }

  static func undeclared(_ name: String) -> TSQLMessage {
    TSQLMessage(137, "Must declare the scalar variable \"\(name)\".", severity: 15)
  }

  private func arithmetic(
    _ symbol: String,
    _ first: TypedSQL,
    _ second: TypedSQL
  ) throws -> TypedSQL {
    let left = first.isNull ? first.converted(to: second.type) : first
    let right = second.isNull ? second.converted(to: first.type) : second
    if left.type.isText, right.type.isText {
      guard symbol == "+" else { throw Self.invalid(left.type, symbol) }
      return TypedSQL(
        sql: "(\(left.sql) || \(right.sql))",
        type: Self.joined(left.type, right.type)
      )
    }
    if left.type.isBinary, right.type.isBinary, symbol == "+" {
      return TypedSQL(sql: "CAST(\(left.sql) || \(right.sql) AS BLOB)", type: .varbinary(nil))
    }
    if left.type == .dateTime, right.type.isInteger, symbol == "+" || symbol == "-" {
      return TypedSQL(
        sql: "(\(left.sql) \(symbol) \(right.sql) * \(MomentText.perDay))",
        type: .dateTime
      )
    }
    let common = left.type.common(with: right.type)
    guard common.isNumber else { throw Self.invalid(left.type, symbol) }
    if common.isDecimal { return try decimalArithmetic(symbol, left, right) }
    let type = common == .bit ? TSQLType.int : common
    let (first, second) = (left.converted(to: type), right.converted(to: type))
    if symbol == "/" || symbol == "%" { return .call(symbol, [first, second], type: type) }
    if symbol == "^" {
      let sql = "((\(first.sql) | \(second.sql)) - (\(first.sql) & \(second.sql)))"
      return TypedSQL(sql: sql, type: type)
    }
    return TypedSQL(sql: "(\(first.sql) \(symbol) \(second.sql))", type: type)
  }

  private func decimalArithmetic(
    _ symbol: String,
    _ left: TypedSQL,
    _ right: TypedSQL
  ) throws -> TypedSQL {
    guard ["+", "-", "*", "/", "%"].contains(symbol) else { throw Self.invalid(left.type, symbol) }
    let operands = [left, right].map { operand in
      guard !operand.type.isDecimal else { return operand }
      let (precision, scale) = operand.type.digits
      // A whole number that is written out counts with the digits that it has.
      let isLiteral = operand.sql.allSatisfy(\.isNumber)
      let digits = UInt8(isLiteral ? operand.sql.count : precision)
      return operand.converted(to: .decimal(precision: digits, scale: UInt8(scale)))
    }
    return .call(
      symbol,
      operands,
      type: DecimalDigits.resultType(symbol, operands[0].type, operands[1].type)
    )
  }

  private mutating func cases(
    _ branches: [Expression.WhenBranch],
    otherwise: Expression?,
    _ scope: Scope
  ) throws -> TypedSQL {
    let conditions = try branches.map { try translate($0.condition, in: scope) }
    let values = try branches.map { try translate($0.value, in: scope) }
    let last = try otherwise.map { try translate($0, in: scope) } ?? .null
    let type = Self.common(values + [last])
    let parts = zip(conditions, values).map { "WHEN \($0) THEN \($1.converted(to: type).sql)" }
    let sql = "(CASE \(parts.joined(separator: " ")) ELSE \(last.converted(to: type).sql) END)"
    return TypedSQL(sql: sql, type: type)
  }

  static func common(_ values: [TypedSQL]) -> TSQLType {
    let typed = values.filter { !$0.isNull }
    guard let first = typed.first else { return .int }
    return typed.dropFirst().reduce(first.type) { $0.common(with: $1.type) }
  }

  private static func joined(_ left: TSQLType, _ right: TSQLType) -> TSQLType {
    func sum(_ left: Int?, _ right: Int?, limit: Int) -> Int? {
      guard let left, let right else { return nil }
      return min(limit, left + right)
    }
    return switch (left, right) {
    case (.varchar(let first), .varchar(let second)): .varchar(sum(first, second, limit: 8000))
    case (.varchar(let first), .nvarchar(let second)), (.nvarchar(let first), .varchar(let second)),
      (.nvarchar(let first), .nvarchar(let second)):
      .nvarchar(sum(first, second, limit: 4000))
    default: .nvarchar(nil)
    }
  }

  private static func invalid(_ type: TSQLType, _ symbol: String) -> TSQLMessage {
    let names = [
      "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo",
    ]
    return TSQLMessage(
      8117,
      "Operand data type \(type.name) is invalid for \(names[symbol] ?? "'\(symbol)'") operator."
    )
  }
}
