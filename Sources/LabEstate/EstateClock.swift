import Foundation
import Synchronization

/// How far the lab's time has gone since its process opened the estate.
///
/// A lab's time stands still while no process has it open.
package struct EstateClock: Sendable {
  package var elapsed: @Sendable () -> Duration
  /// The machine's time, by which the times in SAS tokens are judged: clients write their own.
  package var wallTime: @Sendable () -> EstateInstant

  package init(
    wallTime: @escaping @Sendable () -> EstateInstant = { .ofMachine },
    elapsed: @escaping @Sendable () -> Duration
  ) {
    self.wallTime = wallTime
    self.elapsed = elapsed
  }

  /// The machine's clock, run `timeFactor` times as fast.
  package static func wall(timeFactor: Double = 1) -> EstateClock {
    let start = ContinuousClock.now
    return EstateClock { start.duration(to: .now) * timeFactor }
  }
}

/// A clock that only a test turns.
package final class ManualEstateClock: Sendable {
  private let time = Mutex(Duration.zero)
  private let ahead = Mutex(Duration.zero)

  package init() {}

  package func advance(by duration: Duration) {
    time.withLock { $0 += duration }
  }

  /// Puts the machine's time, as the estate sees it, ahead of what it is.
  package func advanceWallTime(by duration: Duration) {
    ahead.withLock { $0 += duration }
  }

  package var clock: EstateClock {
    EstateClock(wallTime: { .ofMachine + self.ahead.withLock { $0 } }) {
      self.time.withLock { $0 }
    }
  }
}

extension EstateInstant {
  package static var ofMachine: EstateInstant {
    EstateInstant(unixSeconds: Date().timeIntervalSince1970)
  }
}
