import Foundation
package import WorkflowModel

/// Time and chance, handed in so that a test can turn them.
package struct EngineClock: Sendable {
  package var now: @Sendable () -> Instant
  /// Returns early, by throwing, when its task is cancelled.
  package var sleep: @Sendable (Duration) async throws -> Void
  /// 0 to 1.
  package var chance: @Sendable () -> Double
  /// How often a driver asks whether a person has decided something.
  package var glance: Duration

  package init(
    now: @escaping @Sendable () -> Instant,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    chance: @escaping @Sendable () -> Double,
    glance: Duration = .seconds(1)
  ) {
    self.now = now
    self.sleep = sleep
    self.chance = chance
    self.glance = glance
  }

  /// The host's wall clock: stored deadlines must mean the same after a restart.
  package static let wall = EngineClock(
    now: {
      Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    },
    sleep: { try await Task.sleep(for: $0) },
    chance: { Double.random(in: 0...1) }
  )
}
