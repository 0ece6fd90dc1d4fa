import LabEstate

extension Parser {
  mutating func selectQuery() throws -> SelectQuery {
    var query = try selectCore()
    while takeWord("UNION") {
      let isAll = takeWord("ALL")
      query.unions.append(SelectQuery.Union(isAll: isAll, query: try selectCore()))
    }
    if atWord("EXCEPT", "INTERSECT") { throw unsupported(current.text.uppercased()) }
    if takeWords("ORDER", "BY") {
      query.order = try list { parser in
        let expression = try parser.expression()
        let isDescending = parser.takeWord("DESC")
        if !isDescending { _ = parser.takeWord("ASC") }
        return SelectQuery.Order(expression: expression, isDescending: isDescending)
      }
      if takeWord("OFFSET") {
        query.offset = try expression()
        guard takeWord("ROWS") || takeWord("ROW") else { throw syntaxError() }
        if takeWord("FETCH") {
          guard takeWord("NEXT") || takeWord("FIRST") else { throw syntaxError() }
          query.fetch = try expression()
          guard takeWord("ROWS") || takeWord("ROW") else { throw syntaxError() }
          try expectWord("ONLY")
        }
      }
    }
    if atWord("FOR") { throw unsupported("SELECT … FOR") }
    if takeWord("OPTION") { try skipParentheses() }
    return query
  }

  private mutating func selectCore() throws -> SelectQuery {
    try expectWord("SELECT")
    var query = SelectQuery()
    query.isDistinct = takeWord("DISTINCT")
    if !query.isDistinct { _ = takeWord("ALL") }
    query.top = try top()
    query.items = try list { try $0.selectItem() }
    if atWord("INTO") { throw unsupported("SELECT … INTO") }
    if takeWord("FROM") {
      var source = try tableSource()
      while takeSymbol(",") { source = .join(.cross, source, try tableSource(), on: nil) }
      query.from = source
    }
    if takeWord("WHERE") { query.condition = try predicate() }
    if takeWords("GROUP", "BY") { query.grouping = try list { try $0.expression() } }
    if takeWord("HAVING") { query.having = try predicate() }
    return query
  }

  mutating func top() throws -> Expression? {
    guard takeWord("TOP") else { return nil }
    let count: Expression
    if current.isSymbol("(") {
      count = try parenthesised { try $0.expression() }
    } else {
      count = .literal(.int(Int64(try integer())), .int)
    }
    if atWord("PERCENT") { throw unsupported("TOP … PERCENT") }
    if atWord("WITH"), peek().isWord("TIES") { throw unsupported("TOP … WITH TIES") }
    return count
  }

  private mutating func selectItem() throws -> SelectQuery.Item {
    if takeSymbol("*") { return .all(qualifier: nil) }
    if current.kind == .variable, peek().isSymbol("=") {
      let name = try variable()
      take()
      return .assignment(variable: name, try expression())
    }
    if current.kind == .quotedName || current.kind == .word, peek().isSymbol("."),
      peek(2).isSymbol("*")
    {
      let qualifier = take().text
      take()
      take()
      return .all(qualifier: qualifier)
    }
    // alias = expression, the older way to name a column
    if current.kind == .quotedName || current.kind == .word, peek().isSymbol("=") {
      let alias = try name()
      take()
      return .expression(try expression(), alias: alias)
    }
    let value = try expression()
    return .expression(value, alias: try alias())
  }

  private mutating func alias() throws -> String? {
    if takeWord("AS") {
      if case .string = current.kind { return take().text }
      return try anyWord()
    }
    switch current.kind {
    case .quotedName, .string: return take().text
    case .word where !Self.reserved.contains(current.text.uppercased()) && !isStatementStart:
      return take().text
    default: return nil
    }
  }

  /// Words that begin a statement but are not reserved, or end a part of a query.
  private var isStatementStart: Bool {
    atWord("THROW", "OFFSET", "COLLATE") && !peek().isSymbol(",")
  }

  private mutating func tableSource() throws -> TableSource {
    var source = try joinedTable()
    while let kind = joinKind() {
      let right = try joinedTable()
      var condition: Predicate?
      if kind != .cross {
        try expectWord("ON")
        condition = try predicate()
      }
      source = .join(kind, source, right, on: condition)
    }
    return source
  }

  private mutating func joinKind() -> TableSource.JoinKind? {
    if takeWord("JOIN") || takeWords("INNER", "JOIN") { return .inner }
    if takeWords("LEFT", "JOIN") || takeWords("LEFT", "OUTER", "JOIN") { return .left }
    if takeWords("RIGHT", "JOIN") || takeWords("RIGHT", "OUTER", "JOIN") { return .right }
    if takeWords("FULL", "JOIN") || takeWords("FULL", "OUTER", "JOIN") { return .full }
    return takeWords("CROSS", "JOIN") ? .cross : nil
  }

  private mutating func joinedTable() throws -> TableSource {
    if takeSymbol("(") {
      if atWord("SELECT") {
        let query = try selectQuery()
        try expectSymbol(")")
        guard let alias = try alias() else { throw syntaxError() }
        return .subquery(query, alias: alias)
      }
      let source = try tableSource()
      try expectSymbol(")")
      return source
    }
    let table = try objectName()
    if current.isSymbol("(") { throw unsupported("the table-valued function \(table.written)") }
    let alias = try alias()
    if takeWord("WITH") {
      try skipParentheses()
    } else if current.isSymbol("("), peek().isWord("NOLOCK") {
      try skipParentheses()
    }
    return .table(table, alias: alias)
  }

  /// Table and query hints change nothing in the lab.
  private mutating func skipParentheses() throws {
    try expectSymbol("(")
    var depth = 1
    while depth > 0 {
      guard current.kind != .end else { throw syntaxError() }
      let token = take()
      if token.isSymbol("(") { depth += 1 }
      if token.isSymbol(")") { depth -= 1 }
    }
  }
}
