extension WorkflowDefinition {
  /// Every step, groups before their members.
  public var allSteps: [StepDefinition] {
    var found: [StepDefinition] = []
    func visit(_ steps: [StepDefinition]) {
      for step in steps {
        found.append(step)
        if case .group(let group) = step.kind { visit(group.members) }
      }
    }
    visit(steps)
    return found
  }

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
    var found: Set<String> = []
    func add(_ templates: some Sequence<Template>) {
      for template in templates { found.formUnion(template.stepsRead) }
    }
    for step in allSteps {
      found.formUnion(step.condition?.stepsRead ?? [])
      switch step.kind {
      case .action(let use): add(use.arguments.values)
      case .gate(let gate):
        add(gate.read.arguments.values)
        for expression in [gate.until, gate.failWhen, gate.progress] {
          found.formUnion(expression?.stepsRead ?? [])
        }
      case .group(let group):
        add(group.outputs.values)
        if let iteration = group.iteration {
          found.formUnion(iteration.list.stepsRead.union(iteration.key?.stepsRead ?? []))
        }
      }
    }
    add(outputs.values)
    return found
  }
}
