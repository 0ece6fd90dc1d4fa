import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Steps with `switch`: a group whose members are the cases, each of them on a condition.
extension Compilation {
  mutating func choice(_ fields: Fields, _ id: String, _ scope: NameScope) -> CompiledKind {
    let (value, type) = choiceValue(fields, scope)
    var inner = scope
    var group = Group(members: [])
    var labels: [Value] = []
    for entry in cases(fields) {
      let label = label(entry.key, of: type, after: labels)
      labels.append(label)
      let condition = Expression.binary(.equal, value, .literal(label))
      group.members.append(choiceCase(entry, of: id, on: condition, scope, &inner))
    }
    if let entry = fields.entry("default") {
      let condition = Expression.unary(.not, .binary(.contained, value, .literal(.list(labels))))
      group.members.append(choiceCase(entry, of: id, on: condition, scope, &inner))
    }
    let outputs = self.outputs(fields, in: inner)
    group.outputs = outputs.templates
    return CompiledKind(
      kind: .group(group),
      outputs: .record(outputs.types),
      timeout: Self.groupTimeout,
      readable: inner.readable(since: scope),
      trail: inner.trail
    )
  }

  private mutating func choiceValue(
    _ fields: Fields,
    _ scope: NameScope
  ) -> (Expression, ExpressionType) {
    let none = (Expression.literal(.null), ExpressionType.unknown)
    guard let node = fields["switch"],
      let (value, type, location) = wholeExpression(node, key: "switch", in: scope)
    else { return none }
    let plain = type.unwrapped
    if !plain.isUnknown, !plain.isText, plain != .int, plain != .bool {
      report(
        type.isSecret ? .misplacedSecret : .typeMismatch,
        "'switch' takes a text, an int or a bool, and this expression gives \(type).",
        remedy: isList(plain) ? "Go through a list with 'foreach'." : "Compare one of its values.",
        at: location
      )
      return (value, .unknown)
    }
    if value.isConstant { lintConstant("switch", at: location) }
    return (value, plain)
  }

  private func isList(_ type: ExpressionType) -> Bool {
    if case .list = type { true } else { false }
  }

  private mutating func cases(_ fields: Fields) -> [SyntaxNode.Entry] {
    guard let node = fields.required("cases", diagnostics: &diagnostics) else { return [] }
    let cases = named(fields, "cases")
    if cases.isEmpty, node.isNull || node.entries != nil {
      report(
        .wrongShape,
        "'cases' needs at least one case.",
        remedy: "Write the value, and under it a list of steps.",
        at: fields.entry("cases")?.key.location
      )
    }
    return cases
  }

  /// A case's label as a value of the switch's type.
  private mutating func label(
    _ scalar: Scalar,
    of type: ExpressionType,
    after labels: [Value]
  ) -> Value {
    let wanted = type.isText ? .string : type.valueType
    guard let label = scalar.literal(as: wanted) else {
      report(
        .typeMismatch,
        "The switch's value is of type \(wanted), and '\(scalar.text)' is none.",
        at: scalar.location
      )
      return .string(scalar.text)
    }
    if labels.contains(label) {
      report(.duplicateKey, "There is a case for '\(scalar.text)' already.", at: scalar.location)
    }
    return label
  }

  private mutating func choiceCase(
    _ entry: SyntaxNode.Entry,
    of choice: String,
    on condition: Expression,
    _ scope: NameScope,
    _ after: inout NameScope
  ) -> StepDefinition {
    let id = StepCatalogue.caseID(entry.key.text, of: choice)
    var inner = scope.entering(id)
    inner.facts.insert(condition)
    let members = sequence(entry.value, key: entry.key.text, in: &inner)
    let readable = inner.readable(since: scope).mapValues { $0.under([condition]) }
    after.steps.merge(readable) { first, _ in first }
    after.trail.merge(inner.trail)
    return StepDefinition(
      id: id,
      condition: condition,
      kind: .group(Group(members: members)),
      timeout: Self.groupTimeout,
      retry: RetryPolicy(errors: [], maxAttempts: 1)
    )
  }
}
