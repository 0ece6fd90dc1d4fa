import Foundation
import Synchronization

/// The tokens that were issued since the lab started; opaque, for no client looks inside.
final class AccessTokens: Sendable {
  enum Verdict: Hashable { case valid, expired, unknown }

  static let lifetime = Duration.seconds(3_600)

  private let now: @Sendable () -> ContinuousClock.Instant
  private let expiries = Mutex<[String: ContinuousClock.Instant]>([:])

  /// - Parameter now: The wall clock's time, not the lab's: clients count by their own.
  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

  func issue() -> String {
    let token = (0..<3).map { _ in UUID().uuidString.lowercased() }.joined(separator: ".")
    let expiry = now() + Self.lifetime
    expiries.withLock { $0[token] = expiry }
    return token
  }

  func verdict(on token: String) -> Verdict {
    guard let expiry = expiries.withLock({ $0[token] }) else { return .unknown }
    return now() < expiry ? .valid : .expired
  }
}
