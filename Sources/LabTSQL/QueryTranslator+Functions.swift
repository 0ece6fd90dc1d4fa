import LabEstate

extension QueryTranslator {
  /// - Throws: 195 for an unknown function, 174 for a wrong number of arguments.
  mutating func function(
    _ name: String,
    _ arguments: [Expression],
    _ scope: Scope
  ) throws -> TypedSQL {
    let values = try arguments.map { try translate($0, in: scope) }
    switch name {
    case "ISNULL":
      guard values.count == 2 else { throw Self.arity(name, 2) }
      let type = values[0].isNull ? values[1].type : values[0].type
      let second = values[1].converted(to: type).sql
      return TypedSQL(sql: "ifnull(\(values[0].sql), \(second))", type: type)
    case "COALESCE":
      guard values.count >= 2 else { throw Self.arity(name, 2) }
      let type = Self.common(values)
      let list = values.map { $0.converted(to: type).sql }.joined(separator: ", ")
      return TypedSQL(sql: "coalesce(\(list))", type: type)
    case "NULLIF":
      guard values.count == 2 else { throw Self.arity(name, 2) }
      let equal = compare("=", values[0], values[1])
      return TypedSQL(
        sql: "(CASE WHEN \(equal) THEN NULL ELSE \(values[0].sql) END)",
        type: values[0].type
      )
    default: break
    }
    guard let function = ScalarFunction.named(name) else {
      throw TSQLMessage(
        195,
        "'\(name)' is not a recognized built-in function name.",
        severity: 15
      )
    }
    guard function.arity.contains(values.count) else {
      throw Self.arity(name, function.arity.lowerBound)
    }
    let converted = values.enumerated().map { index, value in
      guard let type = function.parameter(index), !Self.keepsType(value.type, as: type) else {
        return value
      }
      return value.converted(to: type)
    }
    return .call(name, converted, type: function.result(values.map(\.type)))
  }

  /// A moment stays the kind of moment that it is, so that the result can be of that kind.
  private static func keepsType(_ type: TSQLType, as parameter: TSQLType) -> Bool {
    type.isMoment && parameter.isMoment || type.isText && parameter == .nvarchar(nil)
  }

  mutating func aggregate(
    _ name: String,
    isDistinct: Bool,
    _ arguments: [Expression],
    _ scope: Scope
  ) throws -> TypedSQL {
    guard let first = arguments.first else {
      return TypedSQL(sql: "COUNT(*)", type: name == "COUNT_BIG" ? .bigInt : .int)
    }
    let value = try translate(first, in: scope)
    let inside = (isDistinct ? "DISTINCT " : "") + value.sql
    let isExact = value.type.isDecimal
    switch name {
    case "COUNT", "COUNT_BIG":
      return TypedSQL(sql: "COUNT(\(inside))", type: name == "COUNT_BIG" ? .bigInt : .int)
    case "MIN", "MAX":
      if isExact { return TypedSQL(sql: "tsql_\(name.lowercased())(\(inside))", type: value.type) }
      let collation = value.type.isText ? " COLLATE NOCASE" : ""
      return TypedSQL(sql: "\(name)(\(inside)\(collation))", type: value.type)
    case "STRING_AGG":
      guard arguments.count == 2 else { throw Self.arity(name, 2) }
      let separator = try translate(arguments[1], in: scope)
      let text = value.converted(to: .nvarchar(nil)).sql
      return TypedSQL(sql: "group_concat(\(text), \(separator.sql))", type: .nvarchar(nil))
    default: break
    }
    guard value.type.isNumber, value.type != .bit else {
      throw TSQLMessage(
        8117,
        "Operand data type \(value.type.name) is invalid for \(name.lowercased()) operator."
      )
    }
    if isExact { return exactAggregate(name, inside, value.type) }
    let type = value.type.isInteger && value.type != .bigInt ? TSQLType.int : value.type
    if name == "SUM" { return TypedSQL(sql: "SUM(\(inside))", type: type) }
    let average = value.type.isInteger ? "SUM(\(inside)) / COUNT(\(inside))" : "AVG(\(inside))"
    return TypedSQL(sql: "(\(average))", type: type)
  }

  private func exactAggregate(_ name: String, _ inside: String, _ type: TSQLType) -> TypedSQL {
    let scale = UInt8(type.digits.scale)
    let sum = TypedSQL(
      sql: "tsql_sum(\(inside))",
      type: .decimal(precision: 38, scale: scale)
    )
    guard name == "AVG" else { return sum }
    let count = TypedSQL(sql: "COUNT(\(inside))", type: .decimal(precision: 10, scale: 0))
    let target = TSQLType.decimal(precision: 38, scale: max(6, scale))
    return TypedSQL.call(
      "/",
      [sum, count],
      type: DecimalDigits.resultType("/", sum.type, count.type)
    )
    .cast(to: target, style: nil, isLenient: false)
  }

  private static func arity(_ name: String, _ count: Int) -> TSQLMessage {
    TSQLMessage(
      174,
      "The \(name.lowercased()) function requires \(count) argument(s).",
      severity: 15
    )
  }
}
