import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Single expressions, and the keys that take nothing else.
extension Compilation {
  mutating func fencedText(_ scalar: Scalar) -> FencedText? {
    do throws(ExpressionProblem) {
      return try FencedText(scalar)
    } catch {
      report(error, in: scalar)
      return nil
    }
  }

  /// The expression in a fence and its type; nil when something in it is wrong.
  mutating func expression(
    _ scalar: Scalar,
    _ text: FencedText,
    _ range: Range<Int>,
    in scope: NameScope
  ) -> (Expression, ExpressionType)? {
    do throws(ExpressionProblem) {
      let node = try ExpressionParser.parse(text.scalars[range])
      var checker = ExpressionChecker(scalar, in: scope)
      let type = checker.type(of: node)
      diagnostics += checker.diagnostics
      usedSecrets.formUnion(checker.secrets)
      return checker.diagnostics.isEmpty ? (node.expression, type) : nil
    } catch {
      report(error, in: scalar)
      return nil
    }
  }

  /// The expression of a key that takes one fence and nothing around it.
  mutating func wholeExpression(
    _ node: SyntaxNode,
    key: String,
    in scope: NameScope
  ) -> (Expression, ExpressionType, SourceLocation)? {
    guard let scalar = node.scalar, !scalar.isNull else {
      report(
        .wrongShape,
        "'\(key)' takes an expression, and here stands \(node.shapeName).",
        at: node.location
      )
      return nil
    }
    guard let text = fencedText(scalar) else { return nil }
    guard let range = text.whole(style: scalar.style) else {
      report(
        .fenceRequired,
        text.hasFence
          ? "'\(key)' takes one expression, and text stands around its fence."
          : "'\(key)' takes an expression, and here stands '\(scalar.text.prefix(60))'.",
        remedy: text.hasFence || scalar.text.contains("\n") || scalar.text.contains("}}")
          ? "Put the whole of it inside one fence: ${{ … }}"
          : "Write ${{ \(scalar.text) }}",
        at: scalar.location
      )
      return nil
    }
    guard let (expression, type) = expression(scalar, text, range, in: scope) else { return nil }
    return (expression, type, scalar.location(of: Self.trimmed(range, in: text)))
  }

  /// The expression of a key that asks something; `true` and `false` may be literals.
  mutating func condition(
    _ key: String,
    in fields: Fields,
    _ scope: NameScope,
    allowsLiteral: Bool = false
  ) -> Expression? {
    guard let node = fields[key] else { return nil }
    if allowsLiteral, let value = node.scalar?.asBool { return .literal(.bool(value)) }
    guard let (expression, type, location) = wholeExpression(node, key: key, in: scope) else {
      return nil
    }
    let fits = expect(type, for: ValuePosition("'\(key)'", .bool), at: location)
    if fits, expression.isConstant { lintConstant(key, at: location) }
    return expression
  }

  /// Whether a type fits its position; what does not is reported.
  @discardableResult
  mutating func expect(
    _ type: ExpressionType,
    for position: ValuePosition,
    at location: SourceLocation
  ) -> Bool {
    let takesSecret = position.type.unwrapped == .secret
    if type.isSecret, !takesSecret {
      report(
        .misplacedSecret,
        "\(position.subject) is stored and shown, so it cannot be a secret.",
        remedy: "Secrets go to inputs of actions that are declared secret.",
        at: location
      )
      return false
    }
    if !type.fits(position.type) {
      let isNullOnly = type.isOptional && type.unwrapped.fits(position.type)
      report(
        .typeMismatch,
        "\(position.subject) takes \(position.type), and this expression gives \(type).",
        remedy: isNullOnly ? "Say what holds for null: ${{ … ?? other }}" : nil,
        at: location
      )
      return false
    }
    return true
  }

  /// Reports a type that cannot be a part of a text.
  mutating func expectText(_ type: ExpressionType, at location: SourceLocation) {
    switch type {
    case .value(.string), .value(.int), .value(.bool), .value(.decimal), .value(.any): return
    default:
      if type.isSecret {
        report(
          .misplacedSecret,
          "A secret cannot be part of a text.",
          remedy: "Give it whole to an input of an action that is declared secret.",
          at: location
        )
        return
      }
      report(
        .typeMismatch,
        "A value of type \(type) cannot be part of a text.",
        remedy: type.isOptional ? "Say what holds for null: ${{ … ?? '' }}" : nil,
        at: location
      )
    }
  }

  /// The range without white space at its ends.
  static func trimmed(_ range: Range<Int>, in text: FencedText) -> Range<Int> {
    let slice = text.scalars[range]
    guard let first = slice.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = slice.lastIndex(where: { !$0.properties.isWhitespace })
    else { return range }
    return first..<last + 1
  }

  private mutating func report(_ problem: ExpressionProblem, in scalar: Scalar) {
    report(
      .invalidExpression,
      problem.detail,
      remedy: problem.remedy,
      at: scalar.location(of: problem.range)
    )
  }
}
