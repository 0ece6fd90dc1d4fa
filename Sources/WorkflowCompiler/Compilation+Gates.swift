import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// Steps that hold the run until a read says that it may go on: `poll`, `manual`.
extension Compilation {
  /// How long a person has, where nothing else is said.
  static let patience = Duration.seconds(7 * 86_400)

  mutating func poll(_ fields: Fields, _ scope: NameScope) -> CompiledKind {
    let (use, action) = readingUse(
      fields,
      key: "poll",
      "a poll runs its action again and again",
      remedy: "Poll an action that only reads; use this one in a step with 'uses'.",
      scope
    )
    var inner = scope
    inner.result = outputs(of: action)
    _ = fields.required("every", diagnostics: &diagnostics)
    _ = fields.required("until", diagnostics: &diagnostics)
    if fields["fail_when"] == nil, fields["timeout"] == nil { lintFailure(fields) }
    let reading = Reading(
      use,
      every: duration("every", in: fields) ?? .seconds(1),
      until: condition("until", in: fields, inner) ?? .literal(true),
      failWhen: condition("fail_when", in: fields, inner),
      progress: progress(fields, inner),
      stableFor: duration("stable_for", in: fields)
    )
    var compiled = CompiledKind(
      kind: .gate(.reading(reading)),
      outputs: outputs(of: action),
      timeout: defaults.timeout,
      retry: defaults.retry
    )
    compiled.trail.polls[use.action] = reading.until.resultsRead
    return compiled
  }

  /// A percentage, or null while there is none to tell.
  private mutating func progress(_ fields: Fields, _ scope: NameScope) -> Expression? {
    guard let node = fields["progress"],
      let (expression, type, location) = wholeExpression(node, key: "progress", in: scope)
    else { return nil }
    expect(type, for: ValuePosition("'progress'", .optional(.decimal)), at: location)
    return expression
  }

  mutating func manualWork(_ fields: Fields, _ scope: NameScope) -> CompiledKind {
    var compiled = CompiledKind(
      kind: .gate(.approval(Approval(message: .literal("")))),
      outputs: .unknown,
      timeout: Self.patience,
      retry: defaults.retry
    )
    guard let node = fields["manual"],
      let inner = Fields(
        node,
        of: "'manual'",
        keys: StepKind.manual.innerKeys,
        diagnostics: &diagnostics
      )
    else { return compiled }
    let instructions = text("instructions", in: inner, scope)
    let (proof, action) = readingUse(
      inner,
      key: "verify",
      "the proof of a person's work only looks",
      remedy: "Name an action that reads what the work changes.",
      scope
    )
    var results = scope
    results.result = outputs(of: action)
    _ = inner.required("until", diagnostics: &diagnostics)
    let until = condition("until", in: inner, results) ?? .literal(true)
    let work = ManualWork(instructions: instructions, proof: proof, until: until)
    compiled.kind = .gate(.work(work))
    compiled.outputs = outputs(of: action)
    return compiled
  }

  /// A required text for people, in which expressions may stand.
  mutating func text(_ key: String, in fields: Fields, _ scope: NameScope) -> Template {
    guard let node = fields.required(key, diagnostics: &diagnostics) else { return .literal("") }
    let position = ValuePosition("'\(key)'", .string)
    return template(node, for: position, in: scope)?.template ?? .literal("")
  }
}
