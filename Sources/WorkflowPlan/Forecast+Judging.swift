import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

extension Forecast {
  mutating func block(_ failure: StepFailure) {
    verdict = .blocked
    self.failure = failure
    reason = failure.detail
  }

  /// Of an action that only reads.
  mutating func read(
    _ look: Look,
    _ rendering: Rendering,
    _ action: Action,
    _ address: StepAddress,
    isAssumed: Bool
  ) {
    verdict = .read
    calls = rendering.reads
    switch look {
    case .noProbe: break
    case .notYet: reason = "asked when \(dependsOn.sourcesText) known"
    case .offline:
      certainty = .assumed
      reason = "not asked: the plan is offline"
    case .seen(let observation):
      guard observation.state == .mine else {
        return hold(
          StepFailure(
            .permanent,
            .unexpectedAnswer,
            detail: observation.summary,
            remedy: observation.remedy
          ),
          isAssumed: isAssumed
        )
      }
      reason = observation.summary
      for output in action.descriptor.outputs where !output.isMomentary {
        outputs[output.name] = observation.outputs[output.name] ?? .null
      }
    case .refused(let failure): hold(failure, isAssumed: isAssumed)
    case .failed(let failure): miss(failure, isAssumed: isAssumed)
    }
  }

  /// Of an action that changes something.
  mutating func judge(
    _ look: Look,
    _ action: Action,
    _ rendering: Rendering,
    isAssumed: Bool
  ) {
    switch look {
    case .noProbe:
      reason = "nothing tells whether it is there"
      make(action, rendering, nil, isAssumed: isAssumed)
    case .notYet:
      reason = "looked at when \(dependsOn.sourcesText) known"
      make(action, rendering, nil, isAssumed: isAssumed)
    case .offline:
      reason = "not looked at: the plan is offline"
      make(action, rendering, nil, isAssumed: true)
    case .failed(let failure):
      make(action, rendering, nil, isAssumed: true)
      miss(failure, isAssumed: isAssumed)
    case .refused(let failure) where isAssumed:
      make(action, rendering, nil, isAssumed: true)
      reason = "as things stand: \(failure.detail)"
    case .refused(let failure):
      block(failure)
    case .seen(let observation):
      reason = observation.summary
      judge(observation, action, rendering, isAssumed: isAssumed)
    }
  }

  private mutating func judge(
    _ observation: Observation,
    _ action: Action,
    _ rendering: Rendering,
    isAssumed: Bool
  ) {
    switch action.response(to: observation) {
    case .nothing:
      // What would be sent should an earlier step take it away is shown, too.
      if isAssumed { make(action, rendering, nil, isAssumed: true) }
      verdict = .noChange
      reason = observation.summary
      failure = nil
      outputs.merge(observation.outputs) { _, seen in seen }
    case .send:
      make(action, rendering, observation, isAssumed: isAssumed)
    case .follow:
      verdict = .wait
      outputs.merge(observation.outputs) { _, seen in seen }
      certainty = .assumed
    case .judge: stop(.differentObject, observation, isAssumed: isAssumed)
    case .leave: stop(.foreignObject, observation, isAssumed: isAssumed)
    case .mend: stop(.goneBad, observation, isAssumed: isAssumed)
    }
  }

  private mutating func stop(
    _ code: DiagnosticCode,
    _ observation: Observation,
    isAssumed: Bool
  ) {
    block(
      StepFailure(
        .permanent,
        code,
        detail: "\(code.summary): \(observation.summary)",
        remedy: observation.remedy
      )
    )
    if isAssumed { certainty = .assumed }
  }

  /// The calls, and in a word what they do.
  private mutating func make(
    _ action: Action,
    _ rendering: Rendering,
    _ observation: Observation?,
    isAssumed: Bool
  ) {
    verdict = action.verdict(observation)
    if isAssumed, certainty == .known { certainty = .assumed }
    guard let make = action.calls else { return }
    switch rendering.calls(make, observation) {
    case .calls(let calls, let momentary):
      self.calls = calls
      dependsOn += momentary
      if !momentary.isEmpty { certainty = .unknown }
    case .notYet:
      certainty = .unknown
    case .refused(let failure) where isAssumed:
      reason = "as things stand: \(failure.detail)"
    case .refused(let failure):
      block(failure)
    }
  }

  /// What a reading finds wrong: the run stops there, unless earlier steps put it right.
  private mutating func hold(_ failure: StepFailure, isAssumed: Bool) {
    guard isAssumed else { return block(failure) }
    certainty = .assumed
    reason = "as things stand: \(failure.detail)"
  }

  /// A read that failed: refused for good, the run would stop at it; else nothing can be said.
  private mutating func miss(_ failure: StepFailure, isAssumed: Bool) {
    if failure.kind == .permanent, !isAssumed { return block(failure) }
    verdict = .unknown
    certainty = .unknown
    self.failure = failure
    reason = failure.detail
  }

  /// What a rollback would send, or the end of the run in any case.
  mutating func addUndo(
    of step: StepDefinition,
    _ action: Action,
    _ rendering: Rendering,
    other: (ActionUse) -> (Action, Rendering)?
  ) {
    if step.isPivot { reversibility = .pivot }
    guard let undo = step.undo else { return }
    if !step.isPivot { reversibility = undo.occasion == .always ? .debt : .undo }
    var outcome: Rendering.Outcome?
    if let use = undo.use {
      if let (action, rendering) = other(use), let calls = action.calls {
        outcome = rendering.calls(calls, nil)
      }
    } else if let inverse = action.inverse {
      let known = outputs.filter { $0.value.isKnown }
      outcome = rendering.calls(inverse, Observation(.mine, outputs: known, summary: ""))
    }
    if case .calls(let calls, _) = outcome { undoing = calls }
  }
}

extension Action {
  /// An action's name says what it does: `plugin.verb_noun`.
  fileprivate func verdict(_ observation: Observation?) -> Forecast.Verdict {
    let verb = descriptor.name.drop { $0 != "." }.dropFirst().prefix { $0 != "_" }
    switch verb {
    case "drop", "delete", "remove": return .delete
    case _ where effect != .probed: return .send
    case "create", "ensure", "import", "upload", "make":
      return observation?.state == .different ? .change : .create
    default: return .change
    }
  }
}

extension [String] {
  /// `‹a› and ‹b› are`.
  var sourcesText: String {
    let shown = prefix(2).map { "‹\($0.plain)›" }.joined(separator: " and ")
    return count > 2 ? "\(shown) and \(count - 2) more are" : shown + (count == 1 ? " is" : " are")
  }
}
