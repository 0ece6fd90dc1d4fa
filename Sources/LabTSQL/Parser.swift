import LabEstate

/// Reads a whole batch; nothing of a batch with a syntax error runs.
///
/// It speaks a documented subset and refuses everything else with error 102, naming the statement.
struct Parser {
  private let tokens: [Token]
  private var index = 0
  /// The variables that are declared up to here, in lower case.
  private var declared: Set<String>

  init(
    _ text: String,
    quotedIdentifiers: Bool = true,
    declared: Set<String> = []
  ) throws {
    self.declared = declared
    tokens = try Lexer.tokens(of: text, quotedIdentifiers: quotedIdentifiers)
  }

  /// Parses a batch in which some variables, its parameters for instance, are declared already.
  static func statements(
    of text: String,
    quotedIdentifiers: Bool = true,
    declared: Set<String> = []
  ) throws -> [Statement] {
    var parser = try Parser(text, quotedIdentifiers: quotedIdentifiers, declared: declared)
    return try parser.statements(isBatch: true) { $0.kind == .end }
  }

  var current: Token { tokens[index] }

  var tokenBefore: Token { tokens[max(0, index - 1)] }

  func peek(_ offset: Int = 1) -> Token { tokens[min(index + offset, tokens.count - 1)] }

  @discardableResult
  mutating func take() -> Token {
    let token = tokens[index]
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  /// Runs a reading that may fail and goes back if it does.
  mutating func attempt<Result>(_ reading: (inout Parser) throws -> Result) -> Result? {
    let start = index
    do {
      return try reading(&self)
    } catch {
      index = start
      return nil
    }
  }

  func atWord(_ words: String...) -> Bool {
    words.contains { current.isWord($0) }
  }

  mutating func takeWord(_ word: String) -> Bool {
    guard current.isWord(word) else { return false }
    take()
    return true
  }

  /// Takes the words when all of them follow each other.
  mutating func takeWords(_ words: String...) -> Bool {
    for (offset, word) in words.enumerated() where !peek(offset).isWord(word) { return false }
    for _ in words { take() }
    return true
  }

  mutating func takeSymbol(_ symbol: String) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    take()
    return true
  }

  mutating func expectWord(_ word: String) throws {
    guard takeWord(word) else { throw syntaxError() }
  }

  mutating func expectSymbol(_ symbol: String) throws {
    guard takeSymbol(symbol) else { throw syntaxError() }
  }

  /// A name, quoted or not; unquoted it must not be a keyword.
  mutating func name() throws -> String {
    switch current.kind {
    case .quotedName: return take().text
    case .word where !Self.reserved.contains(current.text.uppercased()): return take().text
    default: throw syntaxError()
    }
  }

  mutating func objectName() throws -> ObjectName {
    var parts = [try name()]
    while takeSymbol(".") {
      if current.isSymbol(".") {
        parts.append("")
      } else {
        parts.append(try anyWord())
      }
    }
    guard parts.count <= 4 else { throw syntaxError() }
    return ObjectName(parts: parts)
  }

  /// After a point even a keyword is a name.
  mutating func anyWord() throws -> String {
    switch current.kind {
    case .quotedName, .word: return take().text
    default: throw syntaxError()
    }
  }

  /// A variable in use; 137 unless a DECLARE stands before it.
  mutating func variable() throws -> String {
    guard current.kind == .variable else { throw syntaxError() }
    guard declared.contains(current.text.lowercased()) else {
      throw TSQLMessage(
        137,
        "Must declare the scalar variable \"\(current.text)\".",
        severity: 15,
        line: current.line
      )
    }
    return take().text
  }

  mutating func declareVariable() throws -> String {
    guard current.kind == .variable else { throw syntaxError() }
    declared.insert(current.text.lowercased())
    return take().text
  }

  mutating func string() throws -> String {
    guard case .string = current.kind else { throw syntaxError() }
    return take().text
  }

  mutating func integer() throws -> Int {
    let isNegative = takeSymbol("-")
    guard current.kind == .integer, let number = Int(current.text) else { throw syntaxError() }
    take()
    return isNegative ? -number : number
  }

  mutating func list<Element>(
    _ element: (inout Parser) throws -> Element
  ) throws -> [Element] {
    var elements = [try element(&self)]
    while takeSymbol(",") { elements.append(try element(&self)) }
    return elements
  }

  mutating func parenthesised<Element>(
    _ element: (inout Parser) throws -> Element
  ) throws -> Element {
    try expectSymbol("(")
    let result = try element(&self)
    try expectSymbol(")")
    return result
  }

  /// 102 at the current token.
  func syntaxError() -> TSQLMessage {
    let near = current.kind == .end ? tokens[max(0, index - 1)].text : current.text
    return TSQLMessage(
      102,
      "Incorrect syntax near '\(near)'.",
      severity: 15,
      line: current.line
    )
  }

  /// 102 for something that SQL Server knows and the lab does not.
  func unsupported(_ statement: String) -> TSQLMessage {
    TSQLMessage(
      102,
      "Incorrect syntax near '\(current.text)'. The lab does not speak \(statement); "
        + "docs/reference/lab.md lists the T-SQL that it does.",
      severity: 15,
      line: current.line
    )
  }

  static let reserved: Set<String> = [
    "ADD", "ALL", "ALTER", "AND", "ANY", "AS", "ASC", "AUTHORIZATION", "BACKUP", "BEGIN", "BETWEEN",
    "BREAK", "BY", "CASE", "CHECKPOINT", "CLOSE", "COMMIT", "CONSTRAINT", "CONTINUE", "CREATE",
    "CROSS", "CURSOR", "DBCC", "DEALLOCATE", "DECLARE", "DEFAULT", "DELETE", "DENY", "DESC",
    "DISTINCT", "DROP", "ELSE", "END", "ESCAPE", "EXCEPT", "EXEC", "EXECUTE", "EXISTS", "FETCH",
    "FOR", "FROM", "FULL", "FUNCTION", "GOTO", "GRANT", "GROUP", "HAVING", "IF", "IN", "INNER",
    "INSERT", "INTERSECT", "INTO", "IS", "JOIN", "KILL", "LEFT", "LIKE", "MERGE", "NOT", "NULL",
    "OF", "OFF", "ON", "OPEN", "OPTION", "OR", "ORDER", "OUTER", "OVER", "PERCENT", "PIVOT",
    "PRIMARY", "PRINT", "PROC", "PROCEDURE", "RAISERROR", "RECONFIGURE", "REFERENCES", "RESTORE",
    "RETURN", "REVOKE", "RIGHT", "ROLLBACK", "SAVE", "SELECT", "SET", "SHUTDOWN", "TABLE", "THEN",
    "TO", "TOP", "TRAN", "TRANSACTION", "TRIGGER", "TRUNCATE", "UNION", "UNIQUE", "UPDATE", "USE",
    "VALUES", "VIEW", "WAITFOR", "WHEN", "WHERE", "WHILE", "WITH",
  ]
}
