import WorkflowModel

/// What the names in an expression stand for at one place of a workflow.
struct NameScope {
  var inputs: [String: ExpressionType] = [:]
  var secrets: [String: ExpressionType] = [:]
  /// The names that the `as` of enclosing iterations give.
  var loops: [String: ExpressionType] = [:]
  /// The steps that have ended when this place is reached.
  var steps: [String: ReadableStep] = [:]
  /// In a poll and in manual work: the outputs of the action that reads.
  var result: ExpressionType?
  /// The ids of the step here and of the groups around it, outermost first.
  var path: [String] = []
  /// What holds here: the conditions of the step and of the groups around it.
  var facts: Set<Expression> = []
  /// Whether a failure may leave a step here out.
  var leavesOut = false
  /// Whether this place is under the workflow's `finally`.
  var isFinal = false
  /// What a run has passed when it comes here.
  var trail = Trail()
  var catalogue = StepCatalogue()

  /// Names that no loop may take.
  static let reserved = [
    "inputs", "secrets", "steps", "result", "run", "error", "true", "false", "null", "in",
    "and", "or", "not",
  ]

  /// The names that an expression may begin with.
  var firstNames: [String] {
    var names = ["inputs", "secrets", "steps"] + loops.keys.sorted()
    if result != nil { names.append("result") }
    return names
  }

  /// The outputs of a step that has ended, or null where it may not have run; nil for no such step.
  func outputs(of id: String) -> ExpressionType? {
    guard let step = steps[id] else { return nil }
    let isSure = !step.mayBeMissing && step.conditions.isSubset(of: facts)
    return isSure || facts.contains(.succeeded(id)) ? step.outputs : step.outputs.orNull
  }

  /// The steps that became readable since `earlier`.
  func readable(since earlier: NameScope) -> [String: ReadableStep] {
    steps.filter { earlier.steps[$0.key] == nil }
  }

  /// The same scope inside a group or a step.
  func entering(_ id: String) -> NameScope {
    var inner = self
    inner.path.append(id)
    return inner
  }

  /// Goes past a step.
  mutating func pass(_ step: CompiledStep) {
    steps.merge(step.readable) { first, _ in first }
    trail.merge(step.trail)
  }
}
