import WorkflowModel

/// What the names in an expression stand for at one place of a workflow.
struct NameScope {
  var inputs: [String: ExpressionType] = [:]
  var secrets: [String: ExpressionType] = [:]
  /// The names that the `as` of enclosing iterations give.
  var loops: [String: ExpressionType] = [:]
  /// The outputs of the steps that have ended when this place is reached.
  var steps: [String: ExpressionType] = [:]
  /// In a poll: the outputs of the action that reads.
  var result: ExpressionType?
  /// The ids of the step here and of the groups around it, outermost first.
  var path: [String] = []
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

  /// The same scope inside a group or a step.
  func entering(_ id: String) -> NameScope {
    var inner = self
    inner.path.append(id)
    return inner
  }
}
