import Synchronization
public import WorkflowModel

/// Time that costs nothing: a sleep moves it on and returns.
public final class ManualClock: Sendable {
  private let instant: Mutex<Instant>

  public init(at start: Instant = Instant(millisecondsSince1970: 1_800_000_000_000)) {
    instant = Mutex(start)
  }

  public var now: Instant { instant.withLock { $0 } }

  /// Moves straight to the end of the sleep.
  public func sleep(_ duration: Duration) async throws {
    try Task.checkCancellation()
    instant.withLock { $0 = $0 + duration }
    await Task.yield()
  }
}
