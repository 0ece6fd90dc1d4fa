package import WorkflowModel

extension RunMachine {
  /// What the names stand for inside the group at `address`.
  package func scope(at address: StepAddress) -> Scope {
    var names: [String: Value] = [
      "inputs": .object(run.inputs),
      "secrets": .object(definition.secrets.mapValues(Value.secret)),
      "run": ["id": .string(run.id.rawValue), "workflow": .string(run.workflow)],
    ]
    // The innermost address of each enclosing group, an item rather than its foreach.
    var around: [String: StepAddress] = [:]
    var current = address
    // A called workflow's names end at its border.
    var isAtHome = true
    while let row = rows[current] {
      if around[row.step] == nil { around[row.step] = row.address }
      if isAtHome, case .group(let group) = layout[row.step].definition.kind {
        if let item = row.item, let variable = group.iteration?.variable {
          names[variable] = item.value
        }
        if let call = group.call {
          names["inputs"] = .object(row.arguments)
          names["secrets"] = .object(call.secrets.mapValues(Value.secret))
          isAtHome = false
        }
      }
      current = row.parent
    }
    return Scope(names: names) { [rows, layout] step in
      guard layout.contains(step) else { return nil }
      let address = layout.address(of: step, around: around)
      // A step that was skipped, or stands in a group that was, reads as null; one that a person
      // left out reads as what was given in its place.
      guard let row = rows[address], row.status != .skipped || !row.outputs.isEmpty else {
        return ["outputs": .null, "status": .string(StepStatus.skipped.rawValue)]
      }
      // A foreach is read as the list of its items' outputs, be it empty.
      let outputs = row.item == nil && layout[step].isIteration ? row.outputs["items"] : nil
      return [
        "outputs": outputs ?? .object(row.outputs),
        "status": .string(row.state.word),
      ]
    }
  }

  /// Where a step stands that is named by one inside `parent`.
  package func address(of step: String, seenFrom parent: StepAddress) -> StepAddress {
    var around: [String: StepAddress] = [:]
    var current = parent
    while let row = rows[current] {
      if around[row.step] == nil { around[row.step] = row.address }
      current = row.parent
    }
    return layout.address(of: step, around: around)
  }

  func evaluate(
    _ templates: [String: Template],
    in scope: Scope
  ) throws(EvaluationFailure) -> [String: Value] {
    var values: [String: Value] = [:]
    for (name, template) in templates { values[name] = try template.evaluate(in: scope) }
    return values
  }

  func truth(_ expression: Expression, in scope: Scope) throws(EvaluationFailure) -> Bool {
    let value = try expression.evaluate(in: scope)
    // Only a plan has such: it shows what would be done if it were so.
    if value.isUnknown { return true }
    guard let truth = value.bool else {
      throw EvaluationFailure("The condition is a \(value.kindName), not a bool.")
    }
    return truth
  }
}

extension StepState {
  /// For expressions: how a step came to be done must not make a resumed run differ.
  fileprivate var word: String {
    if case .settled(.done) = self { return StepStatus.succeeded.rawValue }
    return StepStatus(self).rawValue
  }
}
