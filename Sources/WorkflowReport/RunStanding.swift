package import WorkflowModel

/// How a run stands, and the one command that is legal next: computed, never stored.
package enum RunStanding: Hashable, Sendable {
  case closed(RunRow.Outcome)
  /// A process drives it now; its description.
  case running(by: String, toward: RunRow.Goal)
  /// Nothing goes on until a person acts.
  case attention
  /// A person paused it.
  case paused
  /// Nobody drives it, and it can go on.
  case stopped(toward: RunRow.Goal)

  package init(run: RunRow, driver: String?, needsPerson: Bool) {
    self =
      switch (run.outcome, driver) {
      case (let outcome?, _): .closed(outcome)
      case (nil, let driver?): .running(by: driver, toward: run.goal)
      case (nil, nil) where run.goal == .pause: .paused
      case (nil, nil): needsPerson ? .attention : .stopped(toward: run.goal)
      }
  }

  package var word: String {
    switch self {
    case .closed(let outcome): outcome.words
    case .running(_, .cancel): "cancelling"
    case .running(_, .rollback): "rolling back"
    case .running(_, .pause): "pausing"
    case .running(_, .go): "running"
    case .attention: "needs a person"
    case .paused: "paused"
    case .stopped(.cancel): "stopped while cancelling"
    case .stopped(.rollback): "stopped while rolling back"
    case .stopped: "stopped, can be resumed"
    }
  }

  /// Legal whatever the run's steps are; what a person may decide in it, its status says.
  package func nextCommand(for run: RunID) -> String {
    switch self {
    case .closed: "linkflow report \(run)"
    case .running: "linkflow status \(run) --watch"
    case .attention: "linkflow status \(run)"
    case .paused, .stopped: "linkflow resume \(run)"
    }
  }
}

extension Outline {
  /// The one command that is legal and most likely next.
  package func nextCommand(_ standing: RunStanding) -> String {
    guard standing == .attention else { return standing.nextCommand(for: run.id) }
    // What can be settled by looking again, a resume settles all at once.
    let asking = questions.first { entry in
      switch entry.question {
      case .approval: true
      case .failure(let failure): failure.isUnknownOutcome
      case .work, nil: false
      }
    }
    return asking?.commands.first?.text ?? "linkflow resume \(run.id)"
  }
}
