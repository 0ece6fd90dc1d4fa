package import WorkflowDiagnostics
package import WorkflowModel

extension RunMachine {
  /// Why a person's act is not legal as the run stands, and what is; nil when it is legal.
  package func refusal(of decision: Decision) -> EventRefusal? {
    if let outcome = run.outcome {
      return EventRefusal(
        detail: "Run '\(run.id)' has ended (\(outcome.words)); nothing in it can be decided.",
        remedy: "Read what happened:\n  linkflow report \(run.id)"
      )
    }
    switch decision.verb {
    case .retryAll: return nil
    case .pause: return refusalOfPause
    case .cancel: return refusalOfCancel
    case .rollback: return refusalOfRollback
    case .retry(let address), .skip(let address, _), .resolve(let address, _, _),
      .approve(let address), .reject(let address):
      guard let row = rows[address] else { return unknown(address) }
      return refusal(of: decision.verb, at: row)
    }
  }

  private var refusalOfPause: EventRefusal? {
    switch run.goal {
    case .go: nil
    case .pause: EventRefusal(detail: "The run is paused already.", remedy: resume)
    case .cancel, .rollback:
      EventRefusal(detail: "The run is on its way out; a pause would only leave it half done.")
    }
  }

  private var refusalOfCancel: EventRefusal? {
    switch run.goal {
    case .go, .pause: nil
    case .cancel: EventRefusal(detail: "The run is being cancelled already.", remedy: resume)
    case .rollback:
      EventRefusal(detail: "The run is being rolled back; it ends with that.", remedy: resume)
    }
  }

  private var refusalOfRollback: EventRefusal? {
    if run.goal == .rollback {
      return EventRefusal(detail: "The run is being rolled back already.", remedy: resume)
    }
    if run.phase != .steps {
      return EventRefusal(detail: "The run's steps are over; it is about to end.", remedy: resume)
    }
    return passedPivot.map { pivot in
      EventRefusal(
        detail: """
          '\(pivot.address)' may have taken effect, and there is no way back from it by undoing.
          """,
        remedy:
          "Go on, or end the run as it stands:\n  \(resumeCommand)\n  linkflow cancel \(run.id) --reason '…'"
      )
    }
  }

  private func refusal(of verb: Decision.Verb, at row: StepRow) -> EventRefusal? {
    let step = layout[row.step].definition
    let legal = row.legalCommands(in: run.id, of: step)
    let remedy =
      legal.isEmpty
      ? nil : "Legal now:\n" + legal.map { "  \($0.text)" }.joined(separator: "\n")
    func refused(_ reason: String) -> EventRefusal {
      EventRefusal(detail: "'\(row.address)' \(reason)", remedy: remedy)
    }
    guard let question = row.state.question else {
      return refused(
        row.state.isSettled ? "has ended (\(row.status.rawValue))." : whyNotAsking(row)
      )
    }
    switch (verb, question) {
    case (.approve, .approval), (.reject, .approval): return nil
    case (_, .approval): return refused("asks for an approval: approve or reject it.")
    case (.approve, _), (.reject, _): return refused("asks for no approval.")
    case (.retry, .work): return nil
    case (.resolve, .work): return refused("is proved by a read, not by a word.")
    case (.skip, .work): return step.isSkippable ? nil : refused("must not be skipped.")
    case (.retry, .failure(let failure)):
      guard failure.isUnknownOutcome else { return nil }
      return refused("may have been done, and has no probe: only a person can tell.")
    case (.skip, .failure) where step.isApproval:
      return refused("asks for a person's leave, which cannot be left out.")
    case (.skip, .failure):
      if !step.isSkippable { return refused("must not be skipped: its author says so.") }
      guard case .open(let attempt, _) = row.state, attempt.aim == .apply else { return nil }
      return refused("may have been done: resolve it first.")
    case (.resolve, .failure):
      return row.state.attempt == nil
        ? refused("was not sent, or not done: retry looks at the target first.") : nil
    default: return refused("cannot be decided so.")
    }
  }

  private func whyNotAsking(_ row: StepRow) -> String {
    switch row.state {
    case .pending(.timer(let until)), .open(_, .timer(let until)):
      "is tried again by itself at \(until)."
    case .pending(.target(let next)), .open(_, .target(let next)):
      "looks at its target by itself at \(next)."
    default:
      "is under way."
    }
  }

  private func unknown(_ address: StepAddress) -> EventRefusal {
    let known = rows.keys.map(\.rawValue).sorted()
    let asking = rows.values.filter { $0.state.question != nil }.map(\.address).sorted()
    let nearest = known.nearest(to: address.rawValue)
    return EventRefusal(
      detail: "The run has no step '\(address)' under way.",
      remedy: nearest.map { "Did you mean '\($0)'?" }
        ?? (asking.isEmpty
          ? nil
          : "Steps that ask a person: \(asking.map(\.rawValue).joined(separator: ", ")).")
    )
  }

  private var resumeCommand: String { "linkflow resume \(run.id)" }
  private var resume: String { "Let it go on:\n  \(resumeCommand)" }
}

extension EventRefusal {
  /// A person's act that is not legal, as a command tells it.
  package var ofDecision: DiagnosticsError {
    DiagnosticsError(Diagnostic(.decisionRefused, detail: detail, remedy: remedy))
  }
}
