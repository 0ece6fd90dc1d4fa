package import WorkflowModel

/// Colour where a person looks at a terminal, plain words where a pipe reads.
package struct TextStyle: Sendable {
  package var isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package static let plain = TextStyle(isColoured: false)

  /// ECMA-48, 8.3.117: Select Graphic Rendition.
  private func paint(_ text: String, _ code: Int) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  package func strong(_ text: String) -> String { paint(text, 1) }
  package func warning(_ text: String) -> String { paint(text, 33) }
  package func failure(_ text: String) -> String { paint(text, 31) }
  package func good(_ text: String) -> String { paint(text, 32) }
  package func faint(_ text: String) -> String { paint(text, 2) }

  package func standing(_ standing: RunStanding) -> String {
    switch standing {
    case .closed(.succeeded): good(standing.word)
    case .closed: failure(standing.word)
    case .attention, .paused: warning(standing.word)
    case .running, .stopped: strong(standing.word)
    }
  }

  package func status(_ status: StepStatus) -> (text: String, mark: String) {
    switch status {
    case .succeeded, .noOp, .adopted, .found, .resolved, .approved:
      (good(status.rawValue), good("+"))
    case .failed, .cancelled: (failure(status.rawValue), failure("x"))
    case .attention: (warning(status.rawValue), warning("!"))
    case .approval, .work: (warning(status.rawValue), warning("?"))
    case .pending, .skipped: (faint(status.rawValue), faint("-"))
    case .running, .waiting: (strong(status.rawValue), strong(">"))
    case .undoing: (strong(status.rawValue), strong("<"))
    case .undone: (good(status.rawValue), good("<"))
    case .retryWait, .uncertain: (warning(status.rawValue), warning("~"))
    }
  }

  package func mark(_ status: StepStatus) -> String { self.status(status).mark }
}
