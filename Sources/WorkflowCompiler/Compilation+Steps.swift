import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// A step, and what later steps may read because of it.
struct CompiledStep {
  var definition: StepDefinition
  /// The outputs of the step and, for a plain group, of its members.
  var readable: [String: ExpressionType]
}

extension Compilation {
  /// Members have deadlines of their own; a group without one ends when they do.
  private static let groupTimeout = Duration.seconds(36_500 * 86_400)

  /// Steps one after the other: each reads those before it, which stay readable afterwards.
  mutating func sequence(
    _ node: SyntaxNode,
    key: String,
    in scope: inout NameScope
  ) -> [StepDefinition] {
    stepList(node, key).compactMap { node in
      guard let step = step(node, in: scope) else { return nil }
      scope.steps.merge(step.readable) { first, _ in first }
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
      scope.steps.merge(step.readable) { first, _ in first }
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
    let scope = outer.entering(id)
    let condition = self.condition("if", in: fields, scope, allowsLiteral: true)
    guard let kind else {
      reportKind(claimed, of: node, fields)
      return nil
    }
    let timeout = duration("timeout", in: fields)
    let compiled = members(kind, fields, id, scope)
    let isGroup = if case .group = compiled.kind { true } else { false }
    // A group is not retried as one: its members are, each by itself.
    let once = RetryPolicy(errors: [], maxAttempts: 1)
    let definition = StepDefinition(
      id: id,
      title: title(fields),
      condition: condition,
      kind: compiled.kind,
      timeout: timeout ?? (isGroup ? Self.groupTimeout : defaults.timeout),
      retry: isGroup ? once : retry(fields, onTopOf: defaults.retry) ?? defaults.retry
    )
    let readable = compiled.readable.merging([id: compiled.outputs]) { first, _ in first }
    return CompiledStep(
      definition: definition,
      readable: condition == nil ? readable : readable.mapValues(\.orNull)
    )
  }

  private mutating func members(
    _ kind: StepKind,
    _ fields: Fields,
    _ id: String,
    _ scope: NameScope
  ) -> CompiledKind {
    switch kind {
    case .uses: actionStep(fields, scope)
    case .poll: gate(fields, scope)
    case .steps, .parallel: group(fields, id, kind, scope)
    case .foreach: iteration(fields, id, scope)
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

/// What a step's kind makes of it.
struct CompiledKind {
  var kind: StepDefinition.Kind
  var outputs: ExpressionType
  /// What becomes readable besides the step itself.
  var readable: [String: ExpressionType] = [:]
}
