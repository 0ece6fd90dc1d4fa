import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// A step, and what later steps may read because of it.
struct CompiledStep {
  var definition: StepDefinition
  /// The step and, for a plain group, its members.
  var readable: [String: ReadableStep]
  var trail: Trail
}

/// What a step's kind makes of it.
struct CompiledKind {
  var kind: StepDefinition.Kind
  var outputs: ExpressionType
  /// Where the step does not say its own.
  var timeout: Duration
  var retry = RetryPolicy(errors: [], maxAttempts: 1)
  /// What becomes readable besides the step itself.
  var readable: [String: ReadableStep] = [:]
  var trail = Trail()
  /// Rules that come behind the step's own.
  var onError: [FailureRule] = []
  var undo: Undo?
  var isPivot = false
}

extension Compilation {
  /// Members have deadlines of their own; a group without one ends when they do.
  static let groupTimeout = Duration.seconds(36_500 * 86_400)

  /// Steps one after the other: each reads those before it, which stay readable afterwards.
  mutating func sequence(
    _ node: SyntaxNode,
    key: String,
    in scope: inout NameScope
  ) -> [StepDefinition] {
    stepList(node, key).compactMap { node in
      guard let step = step(node, in: scope) else { return nil }
      scope.pass(step)
      return step.definition
    }
  }

  /// Steps side by side: none reads another, and all stay readable afterwards.
  mutating func parallel(
    _ node: SyntaxNode,
    in scope: inout NameScope
  ) -> [StepDefinition] {
    let before = scope
    return stepList(node, "parallel").compactMap { node in
      guard let step = step(node, in: before) else { return nil }
      scope.pass(step)
      return step.definition
    }
  }

  private mutating func stepList(_ node: SyntaxNode, _ key: String) -> [SyntaxNode] {
    guard let items = node.items else {
      report(
        .wrongShape,
        "'\(key)' is a list of steps, and here stands \(node.shapeName).",
        remedy: "Begin each step with a dash: - id: first",
        at: node.location
      )
      return []
    }
    if items.isEmpty {
      report(.wrongShape, "'\(key)' needs at least one step.", at: node.location)
    }
    return items
  }

  private mutating func step(_ node: SyntaxNode, in outer: NameScope) -> CompiledStep? {
    let claimed = StepKind.claimed(by: node)
    let kind = claimed.count == 1 ? claimed.first : nil
    let action = actionNamed(by: node)
    let advice = { [self] in adviceOnStep($0, kind: kind, action: action) }
    guard
      let fields = Fields(
        node,
        of: "A step",
        keys: kind?.keys ?? StepKind.allKeys,
        advice: advice,
        diagnostics: &diagnostics
      )
    else { return nil }
    let id = stepID(fields)
    var scope = outer.entering(id)
    let condition = self.condition("if", in: fields, scope, allowsLiteral: true)
    guard let kind else {
      reportKind(claimed, of: node, fields)
      return nil
    }
    let facts = condition?.conjuncts ?? []
    scope.facts.formUnion(facts)
    let rules = failureRules(fields)
    scope.leavesOut = outer.leavesOut || rules.contains { $0.consequence == .skip }
    let compiled = compiled(kind, fields, id, scope)
    let definition = StepDefinition(
      id: id,
      title: title(fields),
      condition: condition,
      kind: compiled.kind,
      timeout: duration("timeout", in: fields) ?? compiled.timeout,
      retry: retry(fields, onTopOf: defaults.retry) ?? compiled.retry,
      onError: rules + compiled.onError,
      undo: compiled.undo,
      isPivot: compiled.isPivot,
      isSkippable: isSkippable(fields, rules)
    )
    let readable = compiled.readable.merging([id: ReadableStep(compiled.outputs)]) { first, _ in
      first
    }
    return CompiledStep(
      definition: definition,
      readable: readable.mapValues { $0.under(facts, mayBeMissing: scope.leavesOut) },
      trail: compiled.trail
    )
  }

  private mutating func compiled(
    _ kind: StepKind,
    _ fields: Fields,
    _ id: String,
    _ scope: NameScope
  ) -> CompiledKind {
    switch kind {
    case .uses: actionStep(fields, id, scope)
    case .poll: poll(fields, scope)
    case .wait: wait(fields, scope)
    case .approval: approval(fields, scope)
    case .manual: manualWork(fields, scope)
    case .steps, .parallel: group(fields, kind, scope)
    case .foreach: iteration(fields, scope)
    case .choice: choice(fields, id, scope)
    case .call: call(fields, id, scope)
    }
  }

  private mutating func stepID(_ fields: Fields) -> String {
    guard let id = fields.requiredScalar("id", diagnostics: &diagnostics) else { return "" }
    _ = checkName(id, of: "a step", example: "full_backup")
    return id.text
  }

  private mutating func title(_ fields: Fields) -> String? {
    guard let title = fields.scalar("title", diagnostics: &diagnostics) else { return nil }
    if title.text.contains("${{") {
      report(.invalidValue, "A title is plain text, without expressions.", at: title.location)
    }
    return title.text
  }

  /// Whether a person may leave the step out.
  private mutating func isSkippable(_ fields: Fields, _ rules: [FailureRule]) -> Bool {
    let isSkippable = flag("skippable", in: fields) ?? true
    if !isSkippable, rules.contains(where: { $0.consequence == .skip }) {
      report(
        .invalidValue,
        "No one may leave this step out, and its 'on_error' does.",
        remedy: "Take away 'skippable: false', or choose another consequence than skip.",
        at: fields["skippable"]?.location
      )
    }
    return isSkippable
  }

  private func actionNamed(by node: SyntaxNode) -> Action? {
    let entry = node.entries?.first { $0.key.text == "uses" || $0.key.text == "poll" }
    return entry?.value.scalar.flatMap { registry[$0.text] }
  }

  private mutating func reportKind(
    _ claimed: [StepKind],
    of node: SyntaxNode,
    _ fields: Fields
  ) {
    let kinds = StepKind.allCases.map(\.rawValue)
    if claimed.count > 1 {
      let last = claimed.last?.rawValue ?? ""
      report(
        .ambiguousStep,
        "A step is one thing, and this one has \(claimed.map { "'\($0.rawValue)'" }.joined(separator: " and ")).",
        remedy: "Make each a step of its own.",
        at: fields.entry(last)?.key.location
      )
      return
    }
    // A misspelt kind, or one of a later version, has been reported as a key already.
    let isReported = (node.entries ?? []).contains { entry in
      let key = entry.key.text
      return StepKind.laterWords.contains(key)
        || (!StepKind.allKeys.contains(key) && kinds.nearest(to: key) != nil)
    }
    guard !isReported else { return }
    report(
      .ambiguousStep,
      "The step does not say what it does.",
      remedy: "Give it one of \(kinds.joined(separator: ", ")).",
      at: fields.location
    )
  }
}
