import LabEstate

/// An expression of SQLite together with the type that T-SQL gives it.
struct TypedSQL: Hashable, Sendable {
  var sql: String
  var type: TSQLType
  /// A bare NULL takes the type of its neighbours.
  var isNull = false

  static let null = TypedSQL(sql: "NULL", type: .int, isNull: true)

  init(sql: String, type: TSQLType, isNull: Bool = false) {
    self.sql = sql
    self.type = type
    self.isNull = isNull
  }

  init(_ value: TSQLValue, _ type: TSQLType) {
    self.init(sql: value.literal, type: type, isNull: value.isNull)
  }

  /// Calls a function of the lab, which learns the T-SQL types of its arguments.
  static func call(_ name: String, _ arguments: [TypedSQL], type: TSQLType) -> TypedSQL {
    let codes = arguments.map(\.type.code).joined(separator: ",")
    let list = (["'\(name)'", "'\(codes)'"] + arguments.map(\.sql)).joined(separator: ", ")
    return TypedSQL(sql: "tsql(\(list))", type: type)
  }

  /// The implicit conversion to a type, as cheap as it can be.
  func converted(to target: TSQLType) -> TypedSQL {
    if type == target || isNull || target == .sqlVariant {
      return TypedSQL(sql: sql, type: target, isNull: isNull)
    }
    let isHarmless =
      switch (type, target) {
      case (.nvarchar(let from), .nvarchar(let to)), (.varchar(let from), .varchar(let to)),
        (.varchar(let from), .nvarchar(let to)), (.nvarchar(let from), .varchar(let to)):
        to == nil || (from ?? .max) <= (to ?? .max)
      case (.date, .dateTime2), (.dateTime, .dateTime2): true
      case _ where type.isInteger && target.isInteger: type.rank <= target.rank
      default: false
      }
    if isHarmless { return TypedSQL(sql: sql, type: target) }
    if type.isInteger, target.isApproximate {
      return TypedSQL(sql: "CAST(\(sql) AS REAL)", type: target)
    }
    return cast(to: target, style: nil, isLenient: false)
  }

  /// CAST or CONVERT.
  func cast(to target: TSQLType, style: TypedSQL?, isLenient: Bool) -> TypedSQL {
    let codes = "\(type.code),\(target.code)"
    let style = style?.sql ?? "NULL"
    return TypedSQL(
      sql: "tsql('CAST', '\(codes)', \(sql), \(style), \(isLenient ? 1 : 0))",
      type: target
    )
  }

  /// What ORDER BY and GROUP BY see.
  var sortable: String {
    if type.isDecimal { return TypedSQL.call("SORTKEY", [self], type: .varchar(80)).sql }
    return type.isText || type == .uniqueIdentifier ? "\(sql) COLLATE NOCASE" : sql
  }
}
