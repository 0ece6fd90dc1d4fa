import WorkflowModel

extension WorkflowDefinition {
  /// The same steps with gates that one answer opens, so that a plan sees what comes after them.
  var forPlanning: WorkflowDefinition {
    var definition = self
    definition.steps = steps.map(\.forPlanning)
    definition.finally = finally.map(\.forPlanning)
    return definition
  }

  /// As their author wrote them, by id.
  var stepsByID: [String: StepDefinition] {
    Dictionary(allSteps.map { ($0.id, $0) }) { first, _ in first }
  }
}

extension StepDefinition {
  fileprivate var forPlanning: StepDefinition {
    var step = self
    step.isSkippable = true
    switch kind {
    case .action: break
    case .gate(let gate):
      step.kind = .gate(
        .reading(Reading(gate.question, every: .zero, until: .literal(true)))
      )
    case .group(var group):
      group.members = group.members.map(\.forPlanning)
      step.kind = .group(group)
    }
    return step
  }
}

extension Gate {
  /// What is to be worked out when the gate is reached: arguments of its read, texts for a person.
  ///
  /// Names of a gate's own texts are none that an action could have.
  fileprivate var question: ActionUse {
    switch self {
    case .reading(let reading): reading.use
    case .time(.after(let moment)), .time(.at(let moment)):
      ActionUse(action: "", arguments: [Self.text: moment])
    case .approval(let approval):
      ActionUse(
        action: "",
        arguments: [Self.text: approval.message, Self.evidence: .list(approval.evidence)]
      )
    case .work(let work):
      ActionUse(
        action: work.proof.action,
        arguments: work.proof.arguments.merging([Self.text: work.instructions]) { own, _ in own }
      )
    }
  }

  static let text = "(text)"
  static let evidence = "(evidence)"
}
