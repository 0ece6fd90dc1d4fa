extension Parser {
  mutating func predicate() throws -> Predicate {
    var left = try conjunction()
    while takeWord("OR") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws -> Predicate {
    var left = try negation()
    while takeWord("AND") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws -> Predicate {
    if takeWord("NOT") { return .not(try negation()) }
    if takeWord("EXISTS") {
      return .exists(try parenthesised { try $0.selectQuery() })
    }
    if current.isSymbol("(") {
      // A parenthesis may hold a condition, or the left side of a comparison.
      let inside = attempt { parser in try parser.parenthesised { try $0.predicate() } }
      if let inside { return inside }
    }
    return try comparison()
  }

  private mutating func comparison() throws -> Predicate {
    let left = try expression()
    if current.kind == .symbol, let sign = Self.signs[current.text] {
      take()
      return .comparison(sign, left, try expression())
    }
    if takeWord("IS") {
      let isNegated = takeWord("NOT")
      try expectWord("NULL")
      return isNegated ? .not(.isNull(left)) : .isNull(left)
    }
    let isNegated = takeWord("NOT")
    let positive: Predicate
    if takeWord("LIKE") {
      let pattern = try expression()
      let escape = takeWord("ESCAPE") ? try expression() : nil
      positive = .like(left, pattern, escape: escape)
    } else if takeWord("BETWEEN") {
      let low = try expression()
      try expectWord("AND")
      let high = try expression()
      positive = .and(.comparison(">=", left, low), .comparison("<=", left, high))
    } else if takeWord("IN") {
      try expectSymbol("(")
      if atWord("SELECT") {
        positive = .inQuery(left, try selectQuery())
      } else {
        positive = .inList(left, try list { try $0.expression() })
      }
      try expectSymbol(")")
    } else {
      throw syntaxError()
    }
    return isNegated ? .not(positive) : positive
  }

  private static let signs = [
    "=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "!<": ">=",
    "!>": "<=",
  ]
}
