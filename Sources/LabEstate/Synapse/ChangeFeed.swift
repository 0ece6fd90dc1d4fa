/// What the change feed of a source database shows of itself.
package struct ChangeFeed: Hashable, Codable, Sendable {
  /// A row of `sys.dm_change_feed_errors`.
  package struct Failure: Hashable, Codable, Sendable {
    package var session: Int
    /// 3 for publishing.
    package var task: Int
    package var tableObjectID: Int
    package var tableGroupID: String
    package var time: EstateInstant
    package var number: Int
    package var message: String
    package var position: LogPosition
  }

  /// A row of `sys.dm_change_feed_log_scan_sessions`.
  package struct Session: Hashable, Codable, Sendable {
    package var id: Int
    package var start: EstateInstant
    package var end: EstateInstant
    package var errors: Int
    package var changes: Int
    /// Seconds from the change to its publication.
    package var latency: Int
    package var first: LogPosition
    package var last: LogPosition
  }

  /// The views keep this many sessions.
  private static let kept = 32

  package private(set) var failures: [Failure] = []
  package private(set) var sessions: [Session] = []
  package private(set) var sessionCount = 0
  package private(set) var failedSessionCount = 0
  package private(set) var changeCount = 0

  package init() {}

  mutating func note(_ session: Session) {
    sessionCount = session.id
    if session.errors > 0 { failedSessionCount += 1 } else { changeCount += session.changes }
    sessions = (sessions + [session]).suffix(Self.kept)
  }

  mutating func note(_ failure: Failure) {
    failures = (failures + [failure]).suffix(Self.kept)
  }
}
