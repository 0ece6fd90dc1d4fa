import WorkflowModel

/// Reads the text of a fence by the precedence of its operators.
///
/// The method is Pratt's: "Top Down Operator Precedence", 1973.
struct ExpressionParser {
  /// Keeps every later walk over an expression shallow, the JSON coders' too.
  private static let maximumTokens = 200
  private static let maximumDepth = 32

  private var lexer: ExpressionLexer
  private var token: ExpressionToken
  private var tokens = 0
  private var depth = 0

  private init(_ scalars: ArraySlice<Unicode.Scalar>) throws(ExpressionProblem) {
    lexer = ExpressionLexer(scalars)
    token = try lexer.next()
  }

  /// Takes the part of a scalar's text between `${{` and `}}`.
  static func parse(
    _ scalars: ArraySlice<Unicode.Scalar>
  ) throws(ExpressionProblem) -> ExpressionNode {
    var parser = try ExpressionParser(scalars)
    guard parser.token.kind != .end else {
      throw ExpressionProblem(
        detail: "The fence is empty.",
        range: scalars.startIndex - 3..<scalars.endIndex + 2
      )
    }
    let node = try parser.expression(above: 0)
    guard parser.token.kind == .end else { throw parser.unexpected("an operator or the end") }
    return node
  }

  private mutating func expression(above floor: Int) throws(ExpressionProblem) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw tooLong }
    var left = try operand()
    while let op = infix, op.precedence > floor {
      try advance()
      let right = try expression(above: op.precedence)
      left = ExpressionNode(
        form: .binary(op, left, right),
        range: left.range.lowerBound..<right.range.upperBound
      )
    }
    return left
  }

  private var infix: Expression.BinaryOperator? {
    switch token.kind {
    case .binary(let op): op
    case .name("in"): .contained
    default: nil
    }
  }

  private mutating func operand() throws(ExpressionProblem) -> ExpressionNode {
    let start = token.range.lowerBound
    let op: Expression.UnaryOperator
    switch token.kind {
    case .not: op = .not
    case .binary(.subtract): op = .minus
    default: return try postfix(primary())
    }
    try advance()
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw tooLong }
    let operand = try operand()
    return ExpressionNode(form: .unary(op, operand), range: start..<operand.range.upperBound)
  }

  private mutating func primary() throws(ExpressionProblem) -> ExpressionNode {
    let first = token
    switch first.kind {
    case .literal(let value):
      try advance()
      return ExpressionNode(form: .literal(value), range: first.range)
    case .name(let name) where name != "in":
      try advance()
      if token.kind == .open {
        try advance()
        return try call(name, from: first, to: .close, "')'")
      }
      let values: [String: Value] = ["true": true, "false": false, "null": .null]
      return ExpressionNode(
        form: values[name].map { .literal($0) } ?? .name(name),
        range: first.range
      )
    case .open:
      try advance()
      var inner = try expression(above: 0)
      inner.range = first.range.lowerBound..<token.range.upperBound
      try expect(.close, "')'")
      return inner
    case .openIndex:
      try advance()
      return try call(ExpressionFunction.list.rawValue, from: first, to: .closeIndex, "']'")
    default:
      throw unexpected("a value")
    }
  }

  private mutating func postfix(
    _ base: ExpressionNode
  ) throws(ExpressionProblem) -> ExpressionNode {
    var node = base
    let start = base.range.lowerBound
    while true {
      switch token.kind {
      case .dot:
        try advance()
        let field = token
        guard case .name(let name) = field.kind else { throw unexpected("the name of a field") }
        try advance()
        node = ExpressionNode(
          form: .member(node, name, nameRange: field.range),
          range: start..<field.range.upperBound
        )
      case .openIndex:
        try advance()
        let index = try expression(above: 0)
        let end = token.range.upperBound
        try expect(.closeIndex, "']'")
        node = ExpressionNode(form: .index(node, index), range: start..<end)
      default:
        return node
      }
    }
  }

  private mutating func call(
    _ name: String,
    from first: ExpressionToken,
    to close: ExpressionToken.Kind,
    _ words: String
  ) throws(ExpressionProblem) -> ExpressionNode {
    var arguments: [ExpressionNode] = []
    while token.kind != close {
      arguments.append(try expression(above: 0))
      guard token.kind == .comma else { break }
      try advance()
    }
    let end = token.range.upperBound
    try expect(close, words)
    return ExpressionNode(
      form: .call(name, arguments),
      range: first.range.lowerBound..<end
    )
  }

  private mutating func expect(
    _ kind: ExpressionToken.Kind,
    _ words: String
  ) throws(ExpressionProblem) {
    guard token.kind == kind else { throw unexpected(words) }
    try advance()
  }

  private mutating func advance() throws(ExpressionProblem) {
    tokens += 1
    guard tokens <= Self.maximumTokens else { throw tooLong }
    token = try lexer.next()
  }

  private var tooLong: ExpressionProblem {
    ExpressionProblem(
      detail: "The expression is too long or too deep to be understood.",
      remedy: "Let a step before this one work out a part of it.",
      range: token.range
    )
  }

  private func unexpected(_ wanted: String) -> ExpressionProblem {
    let found = token.kind == .end ? "the expression ends" : "'\(token.text)' stands"
    return ExpressionProblem(
      detail: "Here \(found) where \(wanted) is needed.",
      range: token.range
    )
  }
}

extension Expression.BinaryOperator {
  /// Greater binds tighter.
  fileprivate var precedence: Int {
    switch self {
    case .otherwise: 1
    case .or: 2
    case .and: 3
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained: 4
    case .add, .subtract: 5
    case .multiply, .divide, .remainder: 6
    }
  }
}
