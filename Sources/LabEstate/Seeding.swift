/// One automatic seeding of one database.
package struct Seeding: Hashable, Codable, Sendable {
  package enum State: String, Codable, Sendable {
    case limited = "LIMIT_CONCURRENT_BACKUPS"
    case seeding = "SEEDING"
    case completed = "COMPLETED"
    case failed = "FAILED"
  }

  package var id: String
  package var remoteID: String
  package var database: String
  package var state: State
  package var requestedAt: EstateInstant
  package var start: EstateInstant?
  package var end: EstateInstant?
  package var databaseBytes: Int64
  package var bytesPerSecond: Int64
  package var attempts: Int
  package var failureCode: Int?
  package var failureMessage: String?
  /// A scripted fault ends it half way.
  package var isDoomed: Bool

  package func transferredBytes(at now: EstateInstant) -> Int64 {
    guard let start else { return 0 }
    let seconds = Double(((end ?? now) - start).wholeMicroseconds) / 1_000_000
    return min(databaseBytes, max(0, Int64(seconds * Double(bytesPerSecond))))
  }

  package func percent(at now: EstateInstant) -> Int {
    databaseBytes == 0 ? 100 : Int(transferredBytes(at: now) * 100 / databaseBytes)
  }

  package var expectedEnd: EstateInstant? {
    guard let start else { return nil }
    let seconds = Double(databaseBytes) / Double(max(1, bytesPerSecond))
    return start + .microseconds(Int64(seconds * (isDoomed ? 500_000 : 1_000_000)))
  }
}
