import Synchronization
public import WorkflowModel

/// Time that stands still until a test moves it.
public final class ManualClock: Sendable {
  private struct State {
    var now: Instant
    var sleepers: [(until: Instant, continuation: CheckedContinuation<Void, any Error>, id: Int)] =
      []
    var nextID = 0
  }

  private let state: Mutex<State>

  public init(at start: Instant = Instant(millisecondsSince1970: 1_800_000_000_000)) {
    state = Mutex(State(now: start))
  }

  public var now: Instant { state.withLock(\.now) }

  /// Wakes whoever sleeps until then or earlier.
  public func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now + duration
      let now = state.now
      let due = state.sleepers.filter { $0.until <= now }
      state.sleepers.removeAll { $0.until <= now }
      return due
    }
    for sleeper in woken { sleeper.continuation.resume() }
  }

  /// Moves straight to the end of the next sleep, as if time cost nothing.
  public func sleep(_ duration: Duration) async throws {
    try Task.checkCancellation()
    state.withLock { $0.now = $0.now + duration }
    await Task.yield()
  }

  /// Sleeps until `advance` has moved far enough.
  public func wait(_ duration: Duration) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isDue = state.withLock { state in
          if Task.isCancelled || duration <= .zero { return true }
          state.sleepers.append((state.now + duration, continuation, id))
          return false
        }
        if isDue {
          continuation.resume(
            with: Task.isCancelled ? .failure(CancellationError()) : .success(())
          )
        }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let index = state.sleepers.firstIndex { $0.id == id }
        return index.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }
}
