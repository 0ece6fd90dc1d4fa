package import WorkflowModel

/// How a run stands, and the one command that is legal next: computed, never stored.
package enum RunStanding: Hashable, Sendable {
  case succeeded
  case failed
  case cancelled
  /// A process drives it now; its description.
  case running(by: String)
  /// Nothing goes on until a person acts.
  case attention
  /// Nobody drives it, and it can go on.
  case stopped

  package init(run: RunRow, driver: String?, needsPerson: Bool) {
    self =
      switch (run.outcome, driver) {
      case (.succeeded, _): .succeeded
      case (.failed, _): .failed
      case (.cancelled, _): .cancelled
      case (nil, let driver?): .running(by: driver)
      case (nil, nil): needsPerson ? .attention : .stopped
      }
  }

  package var word: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .running: "running"
    case .attention: "needs a person"
    case .stopped: "stopped, can be resumed"
    }
  }

  package func nextCommand(for run: RunID) -> String {
    switch self {
    case .succeeded, .failed, .cancelled: "linkflow report \(run)"
    case .running: "linkflow status \(run) --watch"
    case .attention, .stopped: "linkflow resume \(run)"
    }
  }
}
