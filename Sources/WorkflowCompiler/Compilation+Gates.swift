import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// Steps with `poll`: they hold the run until a read says that it may go on.
extension Compilation {
  mutating func gate(_ fields: Fields, _ scope: NameScope) -> CompiledKind {
    let (use, action) = actionUse(fields, key: "poll", scope)
    if let action, action.effect != .read, let place = fields["poll"]?.location {
      report(
        .notAReadAction,
        "\(use.action) changes its target, and a poll runs its action again and again.",
        remedy: "Poll an action that only reads; use this one in a step with 'uses'.",
        at: place
      )
    }
    var inner = scope
    inner.result = outputs(of: action)
    _ = fields.required("every", diagnostics: &diagnostics)
    _ = fields.required("until", diagnostics: &diagnostics)
    if fields["fail_when"] == nil { lintFailure(fields) }
    let gate = Gate(
      read: use,
      every: duration("every", in: fields) ?? .seconds(1),
      until: condition("until", in: fields, inner) ?? .literal(true),
      failWhen: condition("fail_when", in: fields, inner),
      progress: progress(fields, inner),
      stableFor: duration("stable_for", in: fields)
    )
    return CompiledKind(kind: .gate(gate), outputs: outputs(of: action))
  }

  /// A percentage, or null while there is none to tell.
  private mutating func progress(_ fields: Fields, _ scope: NameScope) -> Expression? {
    guard let node = fields["progress"],
      let (expression, type, location) = wholeExpression(node, key: "progress", in: scope)
    else { return nil }
    expect(type, for: ValuePosition("'progress'", .optional(.decimal)), at: location)
    return expression
  }

  private mutating func lintFailure(_ fields: Fields) {
    diagnostics.append(
      Diagnostic(
        .pollWithoutFailure,
        severity: .warning,
        detail: "This poll has no 'fail_when': when the target fails, it waits for its timeout.",
        remedy: "Say how a failure shows: fail_when: ${{ result.… }}",
        at: fields.entry("poll")?.key.location
      )
    )
  }
}
