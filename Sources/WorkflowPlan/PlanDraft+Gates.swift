import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin

extension PlanDraft {
  /// Says what a gate would wait for, and gives the outputs that it would have.
  mutating func forecast(
    _ row: StepRow,
    _ step: StepDefinition,
    _ gate: Gate
  ) async -> [String: Value] {
    var forecast = forecasts[row.address] ?? Forecast(nil)
    forecast.outputs = unknownOutputs(of: gate, at: row.address)
    switch gate {
    case .time(let moment):
      forecast.time(moment, row.arguments[Gate.text] ?? .null)
    case .approval:
      forecast.verdict = .person
      forecast.reason = "asks for an approval"
      forecast.question = row.texts
    case .reading(let reading):
      await ask(reading.use, row, &forecast) { forecast, scope throws(EvaluationFailure) in
        try forecast.wait(for: reading, in: scope)
      }
    case .work(let work):
      forecast.question = row.texts
      await ask(work.proof, row, &forecast) { forecast, scope throws(EvaluationFailure) in
        try forecast.work(work, in: scope)
      }
    }
    forecasts[row.address] = forecast
    return forecast.outputs
  }

  func unknownOutputs(of gate: Gate, at address: StepAddress) -> [String: Value] {
    switch gate {
    case .time: [:]
    case .approval:
      ["by": .unknown("\(address).by"), "reason": .unknown("\(address).reason")]
    case .reading, .work:
      gate.read.flatMap { registry[$0.action] }
        .map { Rendering.unknownOutputs(of: $0, at: address) } ?? [:]
    }
  }

  /// Asks a gate's read how things stand, and lets `judge` say what follows from the answer.
  private mutating func ask(
    _ use: ActionUse,
    _ row: StepRow,
    _ forecast: inout Forecast,
    _ judge: (inout Forecast, Scope) throws(EvaluationFailure) -> Void
  ) async {
    guard let action = registry[use.action] else { return }
    let isWork = if case .gate(.work) = step(of: row).kind { true } else { false }
    forecast.verdict = isWork ? .person : .wait
    forecast.typicalDuration = isWork ? nil : action.descriptor.typicalDuration
    forecast.permissions = action.descriptor.permissions
    let values = row.arguments.filter { action.descriptor.input($0.key) != nil }
    let rendering = Rendering(action, values, run: machine.run.id, at: row.address, now)
    forecast.dependsOn = rendering.unknowns
    forecast.calls = rendering.reads
    let look = await look(action, rendering, row)
    grounds.note(looks: look.isAnswer, rendering.footprint, at: row.address)
    let isAssumed = grounds.isAssumed(row.address)
    switch look {
    case .seen(let observation):
      var scope = machine.scope(at: row.parent)
      scope.names["result"] = .object(observation.outputs)
      forecast.reason = observation.summary
      do throws(EvaluationFailure) {
        try judge(&forecast, scope)
      } catch {
        forecast.reason = "as things stand: \(error.detail)"
      }
      if forecast.verdict == .noChange { forecast.outputs = observation.outputs }
      if forecast.verdict == .blocked, isAssumed { forecast.verdict = .wait }
    case .refused(let failure): forecast.reason = "as things stand: \(failure.detail)"
    case .failed(let failure):
      forecast.failure = failure
      forecast.reason = failure.detail
    case .offline: forecast.reason = "not asked: the plan is offline"
    case .notYet: forecast.reason = "asked when \(rendering.unknowns.sourcesText) known"
    case .noProbe: break
    }
    // While it waits, somebody changes what it looks at.
    let footprint =
      isWork ? nil : rendering.footprint.map { Footprint(reads: $0.reads, writes: $0.reads) }
    let isOver = forecast.verdict == .noChange
    forecast.certainty = !rendering.isKnown ? .unknown : isOver ? .known : .assumed
    grounds.note(isOver && !isAssumed ? .ifMistaken : .always, footprint, at: row.address)
  }
}

extension Forecast {
  fileprivate mutating func time(_ moment: Moment, _ value: Value) {
    verdict = .wait
    guard value.isKnown else {
      certainty = .unknown
      dependsOn = value.sources
      return
    }
    switch moment {
    case .after:
      reason = "for \(value)"
      if value.string.flatMap(Duration.init(words:)) == nil {
        block(.noMoment("'\(value)' is no duration, such as 10m."))
      }
    case .at:
      reason = "until \(value)"
      if value.string.flatMap(Instant.init) == nil {
        block(.noMoment("'\(value)' is no time, such as 2026-12-01T22:00:00Z."))
      }
    }
  }

  fileprivate mutating func wait(
    for reading: Reading,
    in scope: Scope
  ) throws(EvaluationFailure) {
    if try reading.until.evaluate(in: scope) == true, reading.stableFor == nil {
      verdict = .noChange
      return
    }
    if let failWhen = reading.failWhen, try failWhen.evaluate(in: scope) == true {
      block(
        StepFailure(
          .permanent,
          .pollSaysFailed,
          detail: "The target reports a failure: \(reason).",
          remedy: "Mend the cause on the target."
        )
      )
    }
  }

  fileprivate mutating func work(
    _ work: ManualWork,
    in scope: Scope
  ) throws(EvaluationFailure) {
    guard try work.until.evaluate(in: scope) == true else { return }
    verdict = .noChange
    question = []
  }
}

extension StepFailure {
  fileprivate static func noMoment(_ detail: String) -> StepFailure {
    StepFailure(.permanent, .evaluationFailed, detail: detail)
  }
}

extension StepRow {
  /// A gate's text for a person, and the evidence below it.
  fileprivate var texts: [String] {
    let evidence = arguments[Gate.evidence]?.list ?? []
    return ([arguments[Gate.text]].compactMap { $0 } + evidence).map(\.shown)
  }
}
