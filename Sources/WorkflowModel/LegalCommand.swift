import WorkflowDiagnostics

/// A command that a person may give now, and what it will do.
public struct LegalCommand: Hashable, Sendable {
  public var text: String
  /// One line, with a small first letter.
  public var effect: String

  public init(_ text: String, _ effect: String) {
    self.text = text
    self.effect = effect
  }
}

extension StepRow {
  /// The commands that a person may give for the step as it stands, the most likely first.
  ///
  /// One exhaustive switch, so that no question leaves a person without an answer.
  public func legalCommands(in run: RunID, of step: StepDefinition) -> [LegalCommand] {
    let place = "\(run) '\(address)'"
    let reason = "--reason '…'"
    let skip =
      step.isSkippable
      ? [LegalCommand("linkflow skip \(place) \(reason)", "leaves it out; what follows goes on")]
      : []
    switch state {
    case .settled, .pending(nil), .pending(.timer), .pending(.target), .open(_, nil),
      .open(_, .timer), .open(_, .target):
      return []
    case .pending(.person(.approval)), .open(_, .person(.approval)):
      return [
        LegalCommand("linkflow approve \(place) \(reason)", "lets the run go on"),
        LegalCommand("linkflow reject \(place) \(reason)", step.effectOfRejection),
      ]
    case .pending(.person(.work)), .open(_, .person(.work)):
      return [LegalCommand("linkflow resume \(run)", "looks whether it is done, and goes on")]
        + skip
    case .pending(.person(.failure)) where step.isApproval:
      return [LegalCommand("linkflow retry \(place)", "asks for the approval again")]
    case .pending(.person(.failure)):
      return [LegalCommand("linkflow retry \(place)", "looks at the target and tries again")] + skip
    case .open(let attempt, .person(.failure(let failure))):
      return doubtful(place, reason, attempt, failure) + (attempt.aim == .undo ? waive(place) : [])
    }
  }

  private func doubtful(
    _ place: String,
    _ reason: String,
    _ attempt: Attempt,
    _ failure: StepFailure
  ) -> [LegalCommand] {
    let (done, notDone) =
      attempt.aim == .apply
      ? ("you have seen that it is there", "you have seen that it is not there: it is sent again")
      : ("you have seen that it is gone", "you have seen that it is there: it is taken away again")
    let retry =
      failure.isUnknownOutcome
      ? [] : [LegalCommand("linkflow retry \(place)", "looks at the target and tries again")]
    return retry + [
      LegalCommand("linkflow resolve \(place) --done \(reason)", done),
      LegalCommand("linkflow resolve \(place) --not-done \(reason)", notDone),
    ]
  }

  private func waive(_ place: String) -> [LegalCommand] {
    [LegalCommand("linkflow skip \(place) --reason '…'", "leaves its effect where it is")]
  }
}

extension StepDefinition {
  /// Whether it is a gate at which a person gives leave.
  public var isApproval: Bool {
    if case .gate(.approval) = kind { true } else { false }
  }

  /// What follows when a person refuses its approval, in a line.
  fileprivate var effectOfRejection: String {
    let code = DiagnosticCode.approvalRejected
    let failure = StepFailure(.permanent, code, detail: "")
    return switch onError.first(where: { $0.fits(failure) })?.consequence {
    case .rollback: "undoes what the run did that says how, and ends it"
    case .fail: "ends the run as failed, or the item of a list that it is in"
    case .skip: "leaves the approval out; what follows goes on"
    case .attention, .retry, nil: "stops here; it can be asked again, or the run cancelled"
    }
  }
}

extension StepFailure {
  /// Sent without an answer and without a probe: only a person can tell.
  public var isUnknownOutcome: Bool { code == DiagnosticCode.unknownOutcome.id }

  /// The calls were answered, and the probe after them does not find what they should have done.
  public var isFoundAfterSending: Bool {
    code == DiagnosticCode.effectNotProved.id || code == DiagnosticCode.goneBad.id
  }
}
