extension WorkflowDefinition {
  /// Every step, groups before their members.
  public var allSteps: [StepDefinition] { (steps + finally).flatMap(\.withMembers) }

  /// The groups whose members or items run side by side: how far they are, their children tell.
  public var groupsSideBySide: Set<String> {
    Set(
      allSteps.filter { step in
        guard case .group(let group) = step.kind else { return false }
        return group.order == .parallel || group.iteration != nil
      }.map(\.id)
    )
  }

  /// The steps whose outputs or status some expression reads.
  public var stepsRead: Set<String> {
    expressions.reduce(into: []) { $0.formUnion($1.stepsRead) }
  }

  /// The outputs of a step that some expression needs, with nothing (`??`) in their place.
  public func outputsNeeded(of step: String) -> Set<String> {
    expressions.reduce(into: []) { $0.formUnion($1.outputsNeeded(of: step)) }
  }

  /// The steps that matter after they have ended, beside those that are read: what may have to be
  /// undone, what forbids undoing, and the groups around them, whose names an undo is given.
  public var stepsRemembered: Set<String> {
    Set(
      allSteps.filter { step in
        step.withMembers.contains { $0.undo != nil || $0.isPivot }
      }.map(\.id)
    )
  }
}

extension WorkflowDefinition {
  /// Every expression of the definition.
  private var expressions: [Expression] {
    allSteps.flatMap(\.expressions) + outputs.values.flatMap(\.expressions)
  }
}

extension StepDefinition {
  /// The step and all that is inside it, groups before their members.
  public var withMembers: [StepDefinition] {
    guard case .group(let group) = kind else { return [self] }
    return [self] + group.members.flatMap(\.withMembers)
  }

  fileprivate var expressions: [Expression] {
    var found = [condition].compactMap(\.self)
    found += undo?.use?.arguments.values.flatMap(\.expressions) ?? []
    switch kind {
    case .action(let use): found += use.arguments.values.flatMap(\.expressions)
    case .gate(let gate): found += gate.expressions
    case .group(let group):
      found += group.outputs.values.flatMap(\.expressions)
      found += group.call?.arguments.values.flatMap(\.expressions) ?? []
      if let iteration = group.iteration {
        found += iteration.list.expressions + [iteration.key].compactMap(\.self)
      }
    }
    return found
  }
}

extension Gate {
  fileprivate var expressions: [Expression] {
    let given = read?.arguments.values.flatMap(\.expressions) ?? []
    switch self {
    case .reading(let reading):
      return given + [reading.until, reading.failWhen, reading.progress].compactMap(\.self)
    case .time(.after(let template)), .time(.at(let template)):
      return template.expressions
    case .approval(let approval):
      return (approval.evidence + [approval.message]).flatMap(\.expressions)
    case .work(let work):
      return given + work.instructions.expressions + [work.until]
    }
  }
}

extension Expression {
  fileprivate func outputsNeeded(of step: String) -> Set<String> {
    switch self {
    case .member(.member(.member(.name("steps"), step), "outputs"), let name): [name]
    case .literal, .name: []
    case .member(let base, _), .unary(_, let base): base.outputsNeeded(of: step)
    case .binary(.otherwise, _, let right): right.outputsNeeded(of: step)
    case .index(let a, let b), .binary(_, let a, let b):
      a.outputsNeeded(of: step).union(b.outputsNeeded(of: step))
    case .call(_, let arguments):
      arguments.reduce(into: []) { $0.formUnion($1.outputsNeeded(of: step)) }
    }
  }
}

extension Template {
  fileprivate var expressions: [Expression] {
    switch self {
    case .literal: []
    case .expression(let expression): [expression]
    case .interpolation(let parts), .list(let parts): parts.flatMap(\.expressions)
    case .object(let members): members.values.flatMap(\.expressions)
    }
  }
}
