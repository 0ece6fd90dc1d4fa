import LabEstate

/// Splits a batch into tokens; comments and blanks are left out.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private let quotedIdentifiers: Bool
  private var position = 0
  private var line: Int32 = 1

  /// With quoted identifiers `"x"` is a name, without them a string.
  init(_ text: String, quotedIdentifiers: Bool = true) {
    scalars = Array(text.unicodeScalars)
    self.quotedIdentifiers = quotedIdentifiers
  }

  /// All tokens, the last of kind `end`.
  static func tokens(of text: String, quotedIdentifiers: Bool = true) throws -> [Token] {
    var lexer = Lexer(text, quotedIdentifiers: quotedIdentifiers)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() throws -> Token {
    try skipBlanksAndComments()
    guard let first = peek() else { return token(.end, "", from: position) }
    let start = position
    switch first {
    case "'": return try string(isUnicode: false, from: start)
    case "[": return try quoted(closing: "]", from: start)
    case "\"" where quotedIdentifiers: return try quoted(closing: "\"", from: start)
    case "\"": return try quoted(closing: "\"", from: start, kind: .string(isUnicode: false))
    case "N" where peek(1) == "'", "n" where peek(1) == "'":
      position += 1
      return try string(isUnicode: true, from: start)
    case "@":
      position += 1
      let isGlobal = peek() == "@"
      takeWhile(Self.continuesName)
      return token(isGlobal ? .global : .variable, text(from: start), from: start)
    case "0" where peek(1) == "x" || peek(1) == "X":
      position += 2
      takeWhile { $0.properties.isASCIIHexDigit }
      return token(.binary, text(from: start), from: start)
    case _ where Self.isDigit(first), "." where peek(1).map(Self.isDigit) ?? false:
      return number(from: start)
    case _ where Self.startsName(first):
      takeWhile(Self.continuesName)
      return token(.word, text(from: start), from: start)
    default: return try symbol(from: start)
    }
  }

  private mutating func skipBlanksAndComments() throws {
    while let scalar = peek() {
      if scalar.properties.isWhitespace || scalar.value == 0xFEFF || scalar.value == 0 {
        advance()
      } else if scalar == "-", peek(1) == "-" {
        takeWhile { $0 != "\n" }
      } else if scalar == "/", peek(1) == "*" {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  /// Block comments nest in T-SQL.
  private mutating func skipBlockComment() throws {
    var depth = 0
    repeat {
      guard let scalar = peek() else {
        throw TSQLMessage(
          113,
          "Missing end comment mark '*/'.",
          severity: 15,
          line: line
        )
      }
      if scalar == "/", peek(1) == "*" {
        depth += 1
        position += 2
      } else if scalar == "*", peek(1) == "/" {
        depth -= 1
        position += 2
      } else {
        advance()
      }
    } while depth > 0
  }

  private mutating func string(isUnicode: Bool, from start: Int) throws -> Token {
    try quoted(closing: "'", from: start, kind: .string(isUnicode: isUnicode))
  }

  /// Reads up to the closing mark, which doubled stands for itself.
  private mutating func quoted(
    closing: Unicode.Scalar,
    from start: Int,
    kind: Token.Kind = .quotedName
  ) throws -> Token {
    let startLine = line
    position += 1
    var contents = String.UnicodeScalarView()
    while let scalar = peek() {
      if scalar == closing {
        position += 1
        guard peek() == closing else {
          return Token(
            kind: kind,
            text: String(contents),
            line: startLine,
            range: start..<position
          )
        }
      }
      contents.append(scalar)
      advance()
    }
    throw TSQLMessage(
      105,
      "Unclosed quotation mark after the character string '\(String(contents))'.",
      severity: 15,
      line: startLine
    )
  }

  private mutating func number(from start: Int) -> Token {
    var kind = Token.Kind.integer
    takeWhile(Self.isDigit)
    if peek() == "." {
      kind = .decimal
      position += 1
      takeWhile(Self.isDigit)
    }
    if peek() == "e" || peek() == "E" {
      kind = .float
      position += 1
      if peek() == "+" || peek() == "-" { position += 1 }
      takeWhile(Self.isDigit)
    }
    return token(kind, text(from: start), from: start)
  }

  private mutating func symbol(from start: Int) throws -> Token {
    let pairs = ["<>", "<=", ">=", "!=", "!<", "!>", "+=", "-=", "*=", "/="]
    let pair = String(String.UnicodeScalarView(scalars[start..<min(start + 2, scalars.count)]))
    if pairs.contains(pair) {
      position += 2
      return token(.symbol, pair, from: start)
    }
    position += 1
    let single = text(from: start)
    guard "()+-*/%=<>,.;:&|^~{}".contains(single) else {
      throw TSQLMessage(102, "Incorrect syntax near '\(single)'.", severity: 15, line: line)
    }
    return token(.symbol, single, from: start)
  }

  private func token(_ kind: Token.Kind, _ text: String, from start: Int) -> Token {
    Token(kind: kind, text: text, line: line, range: start..<position)
  }

  private func text(from start: Int) -> String {
    String(String.UnicodeScalarView(scalars[start..<position]))
  }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  private mutating func advance() {
    if scalars[position] == "\n" { line += 1 }
    position += 1
  }

  private mutating func takeWhile(_ matches: (Unicode.Scalar) -> Bool) {
    while let scalar = peek(), matches(scalar) { position += 1 }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "#" || scalar.properties.isAlphabetic
  }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    startsName(scalar) || isDigit(scalar) || scalar == "@" || scalar == "$"
  }
}
