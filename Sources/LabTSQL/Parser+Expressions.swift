import LabEstate

extension Parser {
  mutating func expression() throws -> Expression {
    var left = try term()
    while true {
      let symbol = current.text
      guard current.kind == .symbol, ["+", "-", "&", "|", "^"].contains(symbol) else { break }
      take()
      left = .arithmetic(symbol, left, try term())
    }
    if takeWord("COLLATE") { _ = try anyWord() }
    return left
  }

  private mutating func term() throws -> Expression {
    var left = try factor()
    while current.kind == .symbol, ["*", "/", "%"].contains(current.text) {
      let symbol = take().text
      left = .arithmetic(symbol, left, try factor())
    }
    return left
  }

  private mutating func factor() throws -> Expression {
    if takeSymbol("-") { return .negated(try factor()) }
    if takeSymbol("+") { return try factor() }
    return try primary()
  }

  private mutating func primary() throws -> Expression {
    let token = current
    switch token.kind {
    case .string(let isUnicode):
      take()
      let length = max(1, token.text.utf16.count)
      let fits = length <= (isUnicode ? 4000 : 8000)
      let size = fits ? length : nil
      return .literal(.text(token.text), isUnicode ? .nvarchar(size) : .varchar(size))
    case .integer:
      take()
      if let small = Int32(token.text) { return .literal(.int(Int64(small)), .int) }
      return Self.decimalLiteral(token.text)
    case .decimal:
      take()
      return Self.decimalLiteral(token.text)
    case .float:
      take()
      guard let number = Double(token.text) else { throw syntaxError() }
      return .literal(.double(number), .float)
    case .binary:
      take()
      var digits = token.text.dropFirst(2)
      if !digits.utf8.count.isMultiple(of: 2) { digits = "0" + digits }
      guard let blob = Blob(hex: String(digits)) else { throw syntaxError() }
      let size = max(1, blob.bytes.count)
      return .literal(.bytes(blob.bytes), .varbinary(size <= 8000 ? size : nil))
    case .variable: return .variable(try variable())
    case .global: return .global(take().text.lowercased())
    case .symbol where token.text == "(":
      take()
      if atWord("SELECT") {
        let query = try selectQuery()
        try expectSymbol(")")
        return .subquery(query)
      }
      let inside = try expression()
      try expectSymbol(")")
      return inside
    case .word where token.isWord("NULL"):
      take()
      return .literal(.null, .int)
    case .word where token.isWord("CASE"): return try caseExpression()
    case .word where peek().isSymbol("("): return try call()
    case .word where Self.functionsWithoutParentheses.contains(token.text.uppercased()):
      return .function(take().text.uppercased(), [])
    case .word, .quotedName: return .column(try objectName().parts)
    default: throw syntaxError()
    }
  }

  private static func decimalLiteral(_ text: String) -> Expression {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == "0" }
    let scale = parts.count > 1 ? parts[1].count : 0
    let digits = (whole.isEmpty ? "0" : String(whole)) + (scale > 0 ? "." + parts[1] : "")
    let precision = UInt8(clamping: max(1, whole.count + scale))
    return .literal(
      .decimal(digits),
      .decimal(precision: precision, scale: UInt8(clamping: scale))
    )
  }

  private mutating func caseExpression() throws -> Expression {
    try expectWord("CASE")
    let operand = atWord("WHEN") ? nil : try expression()
    var branches: [Expression.WhenBranch] = []
    while takeWord("WHEN") {
      let condition: Predicate
      if let operand {
        condition = .comparison("=", operand, try expression())
      } else {
        condition = try predicate()
      }
      try expectWord("THEN")
      branches.append(Expression.WhenBranch(condition: condition, value: try expression()))
    }
    guard !branches.isEmpty else { throw syntaxError() }
    let otherwise = takeWord("ELSE") ? try expression() : nil
    try expectWord("END")
    return .searchedCase(branches, otherwise: otherwise)
  }

  private mutating func call() throws -> Expression {
    let name = take().text.uppercased()
    try expectSymbol("(")
    switch name {
    case "CAST", "TRY_CAST":
      let value = try expression()
      try expectWord("AS")
      let type = try castType()
      try expectSymbol(")")
      return .cast(value, type, style: nil, isLenient: name == "TRY_CAST")
    case "CONVERT", "TRY_CONVERT":
      let type = try castType()
      try expectSymbol(",")
      let value = try expression()
      let style = takeSymbol(",") ? try expression() : nil
      try expectSymbol(")")
      return .cast(value, type, style: style, isLenient: name == "TRY_CONVERT")
    case "COUNT" where current.isSymbol("*"), "COUNT_BIG" where current.isSymbol("*"):
      take()
      try expectSymbol(")")
      try refuseWindow()
      return .aggregate(name, isDistinct: false, [])
    case "COUNT", "COUNT_BIG", "SUM", "AVG", "MIN", "MAX", "STRING_AGG":
      let isDistinct = takeWord("DISTINCT")
      _ = takeWord("ALL")
      let arguments = try list { try $0.expression() }
      try expectSymbol(")")
      try refuseWindow()
      return .aggregate(name, isDistinct: isDistinct, arguments)
    case "IIF":
      let condition = try predicate()
      try expectSymbol(",")
      let then = try expression()
      try expectSymbol(",")
      let otherwise = try expression()
      try expectSymbol(")")
      return .searchedCase(
        [Expression.WhenBranch(condition: condition, value: then)],
        otherwise: otherwise
      )
    case "DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATEPART", "DATENAME":
      let part = try anyWord().lowercased()
      try expectSymbol(",")
      let rest = try list { try $0.expression() }
      try expectSymbol(")")
      return .function(name, [.literal(.text(part), .varchar(20))] + rest)
    default:
      let arguments = current.isSymbol(")") ? [] : try list { try $0.expression() }
      try expectSymbol(")")
      try refuseWindow()
      return .function(name, arguments)
    }
  }

  /// `CONVERT(varchar, x)` means thirty characters, where a declaration means one.
  private mutating func castType() throws -> TSQLType {
    let type = try type()
    guard !tokenBefore.isSymbol(")") else { return type }
    return switch type {
    case .nvarchar(1): .nvarchar(30)
    case .varchar(1): .varchar(30)
    case .varbinary(1): .varbinary(30)
    default: type
    }
  }

  private func refuseWindow() throws {
    if current.isWord("OVER") { throw unsupported("window functions") }
  }

  private static let functionsWithoutParentheses: Set<String> = [
    "CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER", "USER",
  ]
}
