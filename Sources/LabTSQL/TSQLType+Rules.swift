import LabEstate

extension TSQLType {
  /// The short form in which a type travels through SQLite to a function of the lab.
  var code: String {
    switch self {
    case .bit: "bit"
    case .tinyInt: "tinyint"
    case .smallInt: "smallint"
    case .int: "int"
    case .bigInt: "bigint"
    case .decimal(let precision, let scale): "numeric:\(precision):\(scale)"
    case .real: "real"
    case .float: "float"
    case .date: "date"
    case .time(let scale): "time:\(scale)"
    case .dateTime: "datetime"
    case .dateTime2(let scale): "datetime2:\(scale)"
    case .uniqueIdentifier: "uniqueidentifier"
    case .nvarchar(let size): "nvarchar:\(size ?? -1)"
    case .varchar(let size): "varchar:\(size ?? -1)"
    case .varbinary(let size): "varbinary:\(size ?? -1)"
    case .sqlVariant: "sql_variant"
    }
  }

  init?(code: some StringProtocol) {
    let parts = code.split(separator: ":")
    let sizes = parts.dropFirst().compactMap { Int($0) }
    let size = sizes.first.flatMap { $0 < 0 ? nil : $0 }
    let simple: [String: TSQLType] = [
      "bit": .bit, "tinyint": .tinyInt, "smallint": .smallInt, "int": .int, "bigint": .bigInt,
      "real": .real, "float": .float, "date": .date, "datetime": .dateTime,
      "uniqueidentifier": .uniqueIdentifier, "sql_variant": .sqlVariant,
    ]
    switch parts.first {
    case "numeric" where sizes.count == 2:
      self = .decimal(precision: UInt8(clamping: sizes[0]), scale: UInt8(clamping: sizes[1]))
    case "time": self = .time(scale: UInt8(clamping: size ?? 7))
    case "datetime2": self = .dateTime2(scale: UInt8(clamping: size ?? 7))
    case "nvarchar": self = .nvarchar(size)
    case "varchar": self = .varchar(size)
    case "varbinary": self = .varbinary(size)
    case let name?:
      guard let type = simple[String(name)] else { return nil }
      self = type
    case nil: return nil
    }
  }

  /// The name without its sizes, as messages write it.
  var name: String { String(code.prefix { $0 != ":" }) }

  var isText: Bool {
    switch self {
    case .nvarchar, .varchar: true
    default: false
    }
  }

  var isInteger: Bool {
    switch self {
    case .bit, .tinyInt, .smallInt, .int, .bigInt: true
    default: false
    }
  }

  var isDecimal: Bool {
    if case .decimal = self { true } else { false }
  }

  var isApproximate: Bool { self == .real || self == .float }

  var isNumber: Bool { isInteger || isDecimal || isApproximate }

  var isMoment: Bool {
    switch self {
    case .date, .time, .dateTime, .dateTime2: true
    default: false
    }
  }

  var isBinary: Bool {
    if case .varbinary = self { true } else { false }
  }

  /// "Data type precedence (Transact-SQL)": the operand of lower rank is converted.
  var rank: Int {
    switch self {
    case .varbinary: 0
    case .varchar: 1
    case .nvarchar: 2
    case .uniqueIdentifier: 3
    case .bit: 4
    case .tinyInt: 5
    case .smallInt: 6
    case .int: 7
    case .bigInt: 8
    case .decimal: 9
    case .real: 10
    case .float: 11
    case .time: 12
    case .date: 13
    case .dateTime: 14
    case .dateTime2: 15
    case .sqlVariant: 16
    }
  }

  /// The type that both operands of a comparison, or all branches of a CASE, are converted to.
  func common(with other: TSQLType) -> TSQLType {
    switch (self, other) {
    case (.nvarchar(let left), .nvarchar(let right)), (.nvarchar(let left), .varchar(let right)),
      (.varchar(let left), .nvarchar(let right)):
      .nvarchar(Self.longer(left, right))
    case (.varchar(let left), .varchar(let right)): .varchar(Self.longer(left, right))
    case (.varbinary(let left), .varbinary(let right)): .varbinary(Self.longer(left, right))
    case (.decimal, .decimal): Self.decimalUnion(digits, other.digits)
    case (.decimal, _) where other.isInteger: Self.decimalUnion(digits, other.digits)
    case (_, .decimal) where isInteger: Self.decimalUnion(digits, other.digits)
    default: rank >= other.rank ? self : other
    }
  }

  /// Precision and scale that hold every value of the type.
  var digits: (precision: Int, scale: Int) {
    switch self {
    case .decimal(let precision, let scale): (Int(precision), Int(scale))
    case .bit: (1, 0)
    case .tinyInt: (3, 0)
    case .smallInt: (5, 0)
    case .int: (10, 0)
    case .bigInt: (19, 0)
    default: (38, 6)
    }
  }

  private static func longer(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    return max(left, right)
  }

  private static func decimalUnion(
    _ left: (precision: Int, scale: Int),
    _ right: (precision: Int, scale: Int)
  ) -> TSQLType {
    let scale = max(left.scale, right.scale)
    let whole = max(left.precision - left.scale, right.precision - right.scale)
    return .decimal(precision: UInt8(min(38, whole + scale)), scale: UInt8(min(38, scale)))
  }
}
