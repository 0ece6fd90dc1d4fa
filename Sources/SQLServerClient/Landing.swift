import Synchronization

/// Where the outcome of a blocking call arrives, or that of giving up on it: whichever is first.
final class Landing<Answer: Sendable>: Sendable {
  typealias Outcome = Result<Answer, SQLServerFailure>

  private enum State {
    case open
    case awaited(CheckedContinuation<Outcome, Never>)
    case settled(Outcome)
  }

  private let state = Mutex(State.open)

  func land(_ outcome: Outcome) {
    let waiting: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      switch state {
      case .open:
        state = .settled(outcome)
        return nil
      case .awaited(let continuation):
        state = .settled(outcome)
        return continuation
      case .settled:
        return nil
      }
    }
    waiting?.resume(returning: outcome)
  }

  /// Waits for the outcome; for one caller, once.
  func outcome() async -> Outcome {
    await withCheckedContinuation { continuation in
      let settled: Outcome? = state.withLock { state in
        if case .settled(let outcome) = state { return outcome }
        state = .awaited(continuation)
        return nil
      }
      if let settled { continuation.resume(returning: settled) }
    }
  }
}
