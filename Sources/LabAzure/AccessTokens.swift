import Foundation
import Synchronization

/// The tokens that were issued since the lab started; opaque, for no client looks inside.
final class AccessTokens: Sendable {
  enum Verdict: Hashable { case valid, expired, forAnother, unknown }

  static let lifetime = Duration.seconds(3_600)

  private let now: @Sendable () -> ContinuousClock.Instant
  private let issued = Mutex<[String: (TokenAudience, ContinuousClock.Instant)]>([:])

  /// - Parameter now: The wall clock's time, not the lab's: clients count by their own.
  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

  func issue(for audience: TokenAudience) -> String {
    let token = (0..<3).map { _ in UUID().uuidString.lowercased() }.joined(separator: ".")
    let expiry = now() + Self.lifetime
    issued.withLock { $0[token] = (audience, expiry) }
    return token
  }

  func verdict(on token: String, for audience: TokenAudience) -> Verdict {
    guard let (actual, expiry) = issued.withLock({ $0[token] }) else { return .unknown }
    guard actual == audience else { return .forAnother }
    return now() < expiry ? .valid : .expired
  }
}
