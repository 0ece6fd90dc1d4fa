/// A scripted disturbance: what goes wrong, at which door, from which request on, how often.
package struct Fault: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The connection is lost before the request takes effect.
    case dropBefore = "drop_before"
    /// The connection is lost after the request took effect, in place of its reply.
    case dropAfter = "drop_after"
    /// 429 with `Retry-After`, no effect.
    case status429 = "status_429"
    /// 500 in place of the reply of a request that took effect.
    case status500AfterEffect = "status_500_after_effect"
    /// The seeding of the database that `match` names breaks off half way.
    case seedingFails = "seeding_fails"
    /// What is written from now on to the database that `match` names is not replicated until the
    /// fault is removed.
    case lagReplication = "lag_replication"
    /// The request waits before its effect until the fault is removed.
    case holdBefore = "hold_before"
    /// The request waits after its effect, before its reply, until the fault is removed.
    case holdAfter = "hold_after"
  }

  package enum Door: String, Codable, Sendable, CaseIterable { case sql, rest, any }

  /// 0 until the estate has given one.
  package var id: Int64
  package var kind: Kind
  package var door: Door
  /// Nil fits every server.
  package var server: String?
  /// A part of the statement's text, or of `METHOD path`; nil fits every request.
  package var match: String?
  /// How many fitting requests pass first.
  package var skip: Int
  /// How many are disturbed after that.
  package var count: Int
  /// Seconds, for `status_429`.
  package var retryAfter: Int?
  /// Requests that wait because of this fault now.
  package var held: Int
  /// The last entry of the databases' logs when it was scripted, for `lag_replication`.
  package var logEntry: Int64

  package init(
    _ kind: Kind,
    door: Door = .any,
    server: String? = nil,
    match: String? = nil,
    skip: Int = 0,
    count: Int = 1,
    retryAfter: Int? = nil
  ) {
    self.id = 0
    self.kind = kind
    self.door = door
    self.server = server
    self.match = match
    self.skip = skip
    self.count = count
    self.retryAfter = retryAfter
    self.held = 0
    self.logEntry = 0
  }

  func fits(door: Door, server: String, text: String) -> Bool {
    guard ![.seedingFails, .lagReplication].contains(kind), self.door == .any || self.door == door
    else { return false }
    if let wanted = self.server, !wanted.isSameName(as: server) { return false }
    guard let match else { return true }
    return text.lowercased().contains(match.lowercased())
  }
}
