import LabEstate

extension Parser {
  /// Reads up to the end; the first statement of a batch may be a procedure's name without EXEC.
  mutating func statements(
    isBatch: Bool = false,
    until isEnd: (Token) -> Bool
  ) throws -> [Statement] {
    var statements: [Statement] = []
    while true {
      while takeSymbol(";") {}
      if isEnd(current) { return statements }
      if current.kind == .end { throw syntaxError() }
      let line = current.line
      let first = isBatch && statements.isEmpty
      statements.append(Statement(line: line, kind: try statement(isFirst: first)))
    }
  }

  private mutating func statement(isFirst: Bool) throws -> Statement.Kind {
    guard current.kind == .word else {
      if isFirst, current.kind == .quotedName { return try procedureCall() }
      throw syntaxError()
    }
    switch current.text.uppercased() {
    case "SELECT": return .select(try selectQuery())
    case "INSERT": return try insert()
    case "UPDATE": return try update()
    case "DELETE": return try delete()
    case "USE":
      take()
      return .use(try name())
    case "SET": return try set()
    case "DECLARE": return try declare()
    case "BEGIN": return try begin()
    case "COMMIT": return try commit()
    case "ROLLBACK": return try rollback()
    case "SAVE": return try save()
    case "PRINT":
      take()
      return .print(try expression())
    case "RAISERROR": return try raise()
    case "THROW": return try throwError()
    case "WAITFOR":
      take()
      try expectWord("DELAY")
      return .waitFor(try expression())
    case "IF": return try ifElse()
    case "WHILE":
      take()
      let condition = try predicate()
      return .loop(condition, try body())
    case "BREAK":
      take()
      return .leaveLoop
    case "CONTINUE":
      take()
      return .continueLoop
    case "RETURN":
      take()
      return .returnValue(attempt { try $0.expression() })
    case "EXEC", "EXECUTE": return try execute()
    case "DBCC": return try dbcc()
    case "CREATE": return try create()
    case "ALTER": return try alter()
    case "DROP": return try drop()
    case "BACKUP": return try backUp()
    case "WITH": throw unsupported("common table expressions")
    case let word where isFirst && !Self.reserved.contains(word): return try procedureCall()
    default:
      throw Self.reserved.contains(current.text.uppercased())
        ? unsupported(current.text.uppercased()) : syntaxError()
    }
  }

  /// One statement, or a block of them.
  private mutating func body() throws -> [Statement] {
    while takeSymbol(";") {}
    let line = current.line
    let kind = try statement(isFirst: false)
    if case .block(let statements) = kind { return statements }
    return [Statement(line: line, kind: kind)]
  }

  private mutating func ifElse() throws -> Statement.Kind {
    try expectWord("IF")
    let condition = try predicate()
    let then = try body()
    let beforeElse = self
    while takeSymbol(";") {}
    guard takeWord("ELSE") else {
      self = beforeElse
      return .ifElse(condition, then, otherwise: [])
    }
    return .ifElse(condition, then, otherwise: try body())
  }

  private mutating func begin() throws -> Statement.Kind {
    try expectWord("BEGIN")
    if takeWord("TRAN") || takeWord("TRANSACTION") {
      if current.kind == .quotedName || isPlainName { take() }
      return .beginTransaction
    }
    if takeWord("TRY") {
      let tried = try statements { $0.isWord("END") }
      guard takeWords("END", "TRY") else { throw syntaxError() }
      while takeSymbol(";") {}
      guard takeWords("BEGIN", "CATCH") else { throw syntaxError() }
      let caught = try statements { $0.isWord("END") }
      guard takeWords("END", "CATCH") else { throw syntaxError() }
      return .tryCatch(tried, caught)
    }
    let inside = try statements { $0.isWord("END") }
    try expectWord("END")
    guard !inside.isEmpty else { throw syntaxError() }
    return .block(inside)
  }

  private var isPlainName: Bool {
    guard current.kind == .word else { return current.kind == .variable }
    let word = current.text.uppercased()
    return !Self.reserved.contains(word) && word != "THROW"
  }

  private mutating func commit() throws -> Statement.Kind {
    try expectWord("COMMIT")
    if takeWord("TRAN") || takeWord("TRANSACTION") {
      if current.kind == .quotedName || isPlainName { take() }
    } else {
      _ = takeWord("WORK")
    }
    return .commit
  }

  private mutating func rollback() throws -> Statement.Kind {
    try expectWord("ROLLBACK")
    if takeWord("TRAN") || takeWord("TRANSACTION") {
      if current.kind == .quotedName || isPlainName { return .rollback(take().text) }
    } else {
      _ = takeWord("WORK")
    }
    return .rollback(nil)
  }

  private mutating func save() throws -> Statement.Kind {
    try expectWord("SAVE")
    guard takeWord("TRAN") || takeWord("TRANSACTION") else { throw syntaxError() }
    return .save(try name())
  }

  private mutating func raise() throws -> Statement.Kind {
    try expectWord("RAISERROR")
    try expectSymbol("(")
    let parts = try list { try $0.expression() }
    try expectSymbol(")")
    guard parts.count >= 3 else { throw syntaxError() }
    if takeWord("WITH") {
      _ = try list { parser in
        guard parser.takeWord("NOWAIT") || parser.takeWord("LOG") || parser.takeWord("SETERROR")
        else { throw parser.syntaxError() }
      }
    }
    return .raise(
      Statement.Raise(
        message: parts[0],
        severity: parts[1],
        state: parts[2],
        arguments: Array(parts.dropFirst(3))
      )
    )
  }

  private mutating func throwError() throws -> Statement.Kind {
    try expectWord("THROW")
    let parts = attempt { try $0.list { try $0.expression() } }
    guard let parts else { return .throwError(nil) }
    guard parts.count == 3 else { throw syntaxError() }
    return .throwError(
      Statement.ThrownError(number: parts[0], message: parts[1], state: parts[2])
    )
  }
}
