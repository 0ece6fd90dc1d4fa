import Synchronization

/// How far the lab's time has gone since its process opened the estate.
///
/// A lab's time stands still while no process has it open.
package struct EstateClock: Sendable {
  package var elapsed: @Sendable () -> Duration

  package init(elapsed: @escaping @Sendable () -> Duration) { self.elapsed = elapsed }

  /// The machine's clock, run `timeFactor` times as fast.
  package static func wall(timeFactor: Double = 1) -> EstateClock {
    let start = ContinuousClock.now
    return EstateClock { start.duration(to: .now) * timeFactor }
  }
}

/// A clock that only a test turns.
package final class ManualEstateClock: Sendable {
  private let time = Mutex(Duration.zero)

  package init() {}

  package func advance(by duration: Duration) {
    time.withLock { $0 += duration }
  }

  package var clock: EstateClock {
    EstateClock { self.time.withLock { $0 } }
  }
}
