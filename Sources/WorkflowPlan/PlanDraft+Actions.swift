import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin

extension PlanDraft {
  /// Says what an action would do, and gives the outputs that it would have.
  mutating func forecast(
    _ row: StepRow,
    _ step: StepDefinition,
    _ use: ActionUse
  ) async -> StepCompletion {
    guard let action = registry[use.action] else {
      let failure = StepFailure(
        .permanent,
        .unknownAction,
        detail: "This program has no action '\(use.action)'."
      )
      forecasts[row.address]?.block(failure)
      return StepCompletion(.executed)
    }
    let rendering = Rendering(
      action,
      row.arguments,
      run: machine.run.id,
      at: row.address,
      now
    )
    var forecast = forecasts[row.address] ?? Forecast(nil)
    forecast.effect = action.effect.rawValue
    forecast.typicalDuration = action.descriptor.typicalDuration
    forecast.permissions = action.descriptor.permissions
    forecast.dependsOn = rendering.unknowns
    forecast.certainty = rendering.isKnown ? .known : .unknown
    let look = await look(action, rendering, row)
    forecast.outputs = rendering.outputs(of: row.address, after: look.observation)
    let hasLooked = look.isAnswer && !rendering.reads.isEmpty
    grounds.note(looks: hasLooked, rendering.footprint, at: row.address)
    if action.probe != nil, !look.isAnswer { grounds.noteDoubt(at: row.address) }
    if action.effect == .read {
      forecast.read(look, rendering, action, row.address, isAssumed: grounds.isAssumed(row.address))
      grounds.note(.never, rendering.footprint, at: row.address)
      forecasts[row.address] = forecast
      return StepCompletion(.executed, outputs: forecast.outputs)
    }
    let isAssumed = grounds.isAssumed(row.address)
    if let maker = maker(of: action, row, rendering) {
      forecast.verdict = .noChange
      forecast.certainty = .assumed
      forecast.reason = "'\(maker)' will have made it"
      forecast.outputs = forecasts[maker]?.outputs ?? forecast.outputs
    } else {
      forecast.judge(look, action, rendering, isAssumed: isAssumed)
    }
    let isThere = forecast.verdict == .noChange
    // What another action undoes later changes whatever that one changes.
    let isOwn = step.undo?.occasion != .always || step.undo?.use == nil
    grounds.note(
      isThere && !isAssumed ? .ifMistaken : .always,
      isOwn ? rendering.footprint : nil,
      at: row.address
    )
    if forecast.verdict?.isChange == true {
      forecast.addUndo(of: step, action, rendering) { use in
        guard let other = registry[use.action],
          let values = try? machine.scope(at: row.parent).values(of: use.arguments)
        else { return nil }
        return (other, Rendering(other, values, run: machine.run.id, at: row.address, now))
      }
      if rendering.isKnown {
        made[Making(action: use.action, arguments: rendering.arguments.values)] = row.address
      }
    }
    forecasts[row.address] = forecast
    return StepCompletion(isThere ? .noOp : .executed, outputs: forecast.outputs)
  }

  /// The step whose change is the same and comes before.
  private func maker(of action: Action, _ row: StepRow, _ rendering: Rendering) -> StepAddress? {
    guard action.effect == .probed, rendering.isKnown,
      let maker = made[
        Making(action: action.descriptor.name, arguments: rendering.arguments.values)
      ],
      grounds.isBefore(maker, row.address)
    else { return nil }
    return maker
  }

  /// What a probe says, or why none could be asked.
  mutating func look(
    _ action: Action,
    _ rendering: Rendering,
    _ row: StepRow
  ) async -> Look {
    guard let probe = action.probe else { return .noProbe }
    guard rendering.isKnown else { return .notYet }
    let rules = registry.errorRules(of: action.descriptor.name)
    switch await inquiry.ask(probe, rendering.arguments, rules: rules) {
    case .notAsked: return .offline
    case .observed(let observation): return .seen(observation)
    case .refused(let failure): return .refused(failure)
    case .failed(let failure): return .failed(failure)
    }
  }
}

/// What is known of a target where a step begins.
enum Look {
  case noProbe
  /// What it would be asked with only the run will know.
  case notYet
  case offline
  case seen(Observation)
  /// It answered, and the action does not accept that.
  case refused(StepFailure)
  case failed(StepFailure)

  var observation: Observation? {
    if case .seen(let observation) = self { observation } else { nil }
  }

  /// Whether an answer of a target counts.
  var isAnswer: Bool {
    switch self {
    case .seen, .refused: true
    case .noProbe, .notYet, .offline, .failed: false
    }
  }
}

extension Scope {
  fileprivate func values(
    of templates: [String: Template]
  ) throws(EvaluationFailure) -> [String: Value] {
    var values: [String: Value] = [:]
    for (name, template) in templates { values[name] = try template.evaluate(in: self) }
    return values
  }
}
