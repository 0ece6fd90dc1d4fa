import Foundation
import Secrets

/// Tokens by audience, each fetched by one caller at a time while the others wait for its answer.
actor TokenCache {
  /// A token is renewed when less than this is left of it.
  static let margin: TimeInterval = 5 * 60

  /// Nil when the flight was cancelled: whoever waited then flies itself.
  private typealias Landing = Result<AccessToken, TokenFailure>?

  private var tokens: [String: AccessToken] = [:]
  private var waiting: [String: [CheckedContinuation<Landing, Never>]] = [:]

  func token(
    for audience: String,
    now: @Sendable () -> Date,
    fetch: @Sendable () async throws(TokenFailure) -> AccessToken
  ) async throws(TokenFailure) -> Secret {
    while true {
      if let token = tokens[audience], token.expires.timeIntervalSince(now()) > Self.margin {
        return token.secret
      }
      guard waiting[audience] != nil else { break }
      let landing = await withCheckedContinuation { waiting[audience]?.append($0) }
      if let landing { return try landing.get().secret }
    }
    waiting[audience] = []
    let landing: Result<AccessToken, TokenFailure>
    do throws(TokenFailure) {
      let token = try await fetch()
      tokens[audience] = token
      landing = .success(token)
    } catch {
      landing = .failure(error)
    }
    let isCancelled = landing == .failure(.noAnswer(.cancelled))
    for continuation in waiting.removeValue(forKey: audience) ?? [] {
      continuation.resume(returning: isCancelled ? nil : landing)
    }
    return try landing.get().secret
  }

  func discard(_ token: Secret, for audience: String) {
    if tokens[audience]?.secret == token { tokens[audience] = nil }
  }
}
