import LabEstate

extension Parser {
  mutating func declare() throws -> Statement.Kind {
    try expectWord("DECLARE")
    return .declare(
      try list { parser in
        let name = try parser.declareVariable()
        _ = parser.takeWord("AS")
        if parser.atWord("TABLE", "CURSOR") { throw parser.unsupported("table variables") }
        let type = try parser.type()
        let value = parser.takeSymbol("=") ? try parser.expression() : nil
        return Statement.Declaration(name: name, type: type, value: value)
      }
    )
  }

  mutating func set() throws -> Statement.Kind {
    try expectWord("SET")
    if current.kind == .variable {
      let name = try variable()
      let value = try assignedValue(of: .variable(name))
      return .setVariable(name, value)
    }
    if takeWords("TRANSACTION", "ISOLATION", "LEVEL") {
      let level = try anyWord()
      if ["READ", "REPEATABLE"].contains(level.uppercased()) { _ = try anyWord() }
      return .setOptions(["TRANSACTION ISOLATION LEVEL"], value: level.uppercased())
    }
    let options = try list { try $0.anyWord().uppercased() }
    guard let first = options.first, Self.options.isSuperset(of: options) else {
      throw unsupported("SET \(options.joined(separator: ", "))")
    }
    if Self.switches.contains(first) {
      if takeWord("ON") { return .setOptions(options, value: "ON") }
      if takeWord("OFF") { return .setOptions(options, value: "OFF") }
      throw syntaxError()
    }
    switch current.kind {
    case .integer, .word, .variable, .string, .quotedName:
      return .setOptions(options, value: take().text)
    case .symbol where current.text == "-":
      return .setOptions(options, value: String(try integer()))
    default: throw syntaxError()
    }
  }

  /// What stands after `=`, or after `+=` and its like.
  mutating func assignedValue(of target: Expression) throws -> Expression {
    if takeSymbol("=") { return try expression() }
    for sign in ["+", "-", "*", "/"] where takeSymbol(sign + "=") {
      return .arithmetic(sign, target, try expression())
    }
    throw syntaxError()
  }

  mutating func type() throws -> TSQLType {
    let start = current
    if takeWord("sys") { try expectSymbol(".") }
    let word = try anyWord().uppercased()
    var sizes: [Int?] = []
    if takeSymbol("(") {
      sizes = try list { parser in
        if parser.takeWord("MAX") { return nil }
        return try parser.integer()
      }
      try expectSymbol(")")
    }
    let size = sizes.first ?? 1
    let scale = UInt8(clamping: sizes.first.flatMap { $0 } ?? 7)
    switch word {
    case "BIT": return .bit
    case "TINYINT": return .tinyInt
    case "SMALLINT": return .smallInt
    case "INT", "INTEGER": return .int
    case "BIGINT": return .bigInt
    case "DECIMAL", "NUMERIC", "DEC":
      let precision = UInt8(clamping: sizes.first.flatMap { $0 } ?? 18)
      let places = sizes.count > 1 ? UInt8(clamping: sizes[1] ?? 0) : 0
      guard precision >= places, (1...38).contains(precision) else { throw syntaxError() }
      return .decimal(precision: precision, scale: places)
    case "MONEY": return .decimal(precision: 19, scale: 4)
    case "SMALLMONEY": return .decimal(precision: 10, scale: 4)
    case "REAL": return .real
    case "FLOAT": return sizes.first.flatMap { $0 }.map { $0 <= 24 ? .real : .float } ?? .float
    case "DATE": return .date
    case "TIME": return .time(scale: scale)
    case "DATETIME", "SMALLDATETIME": return .dateTime
    case "DATETIME2": return .dateTime2(scale: scale)
    case "UNIQUEIDENTIFIER": return .uniqueIdentifier
    case "NVARCHAR", "NCHAR": return .nvarchar(size)
    case "VARCHAR", "CHAR": return .varchar(size)
    case "NTEXT": return .nvarchar(nil)
    case "TEXT": return .varchar(nil)
    case "SYSNAME": return .nvarchar(128)
    case "VARBINARY", "BINARY": return .varbinary(size)
    case "IMAGE": return .varbinary(nil)
    case "SQL_VARIANT": return .sqlVariant
    default:
      throw TSQLMessage(
        2715,
        "Column, parameter, or variable #1: Cannot find data type \(start.text).",
        line: start.line
      )
    }
  }

  /// Options that are ON or OFF.
  private static let switches: Set<String> = [
    "ANSI_DEFAULTS", "ANSI_NULLS", "ANSI_NULL_DFLT_OFF", "ANSI_NULL_DFLT_ON", "ANSI_PADDING",
    "ANSI_WARNINGS", "ARITHABORT", "ARITHIGNORE", "CONCAT_NULL_YIELDS_NULL",
    "CURSOR_CLOSE_ON_COMMIT", "FMTONLY", "IMPLICIT_TRANSACTIONS", "NOCOUNT", "NUMERIC_ROUNDABORT",
    "QUOTED_IDENTIFIER", "REMOTE_PROC_TRANSACTIONS", "XACT_ABORT", "NO_BROWSETABLE",
  ]

  private static let options: Set<String> = switches.union([
    "DATEFIRST", "DATEFORMAT", "DEADLOCK_PRIORITY", "LANGUAGE", "LOCK_TIMEOUT", "ROWCOUNT",
    "TEXTSIZE",
  ])
}
