import Foundation
import GRDB
import WorkflowModel
package import WorkflowStore

/// Runs in one SQLite file: `state.db` in the workspace's folder.
///
/// Write-ahead log, `synchronous = FULL`: what a verb returned from survives a power cut.
package struct SQLiteStore: Sendable {
  let database: DatabaseQueue
  let locks: RunLocks

  /// Opens the workspace at `folder`, making it when it is not there.
  package init(folder: String) throws(StoreFailure) {
    self.locks = RunLocks(folder: folder + "/locks")
    do {
      try Self.prepare(folder)
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.journalMode = .wal
      configuration.foreignKeysEnabled = true
      configuration.label = "linkflow"
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
      database = try DatabaseQueue(path: folder + "/state.db", configuration: configuration)
      // After opening, not in `prepareDatabase`: GRDB's own set-up of the log resets it to NORMAL.
      try database.inDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try Schema.migrate(database)
      try Self.prove(database)
    } catch {
      throw StoreFailure(error, in: folder)
    }
  }

  /// Refuses to work on a connection whose commits might not be on disk when they return.
  private static func prove(_ database: DatabaseQueue) throws {
    let (synchronous, journal) = try database.inDatabase { db in
      (
        try Int.fetchOne(db, sql: "PRAGMA synchronous"),
        try String.fetchOne(db, sql: "PRAGMA journal_mode")
      )
    }
    guard synchronous == 2, journal == "wal" else {
      throw StoreFailure.unusable(
        detail: "SQLite reports synchronous \(synchronous ?? -1) and journal \(journal ?? "none").",
        remedy: "Put the workspace on a local disk whose file system supports shared memory."
      )
    }
  }

  private static func prepare(_ folder: String) throws {
    // A folder that is there already keeps the mode its owner gave it.
    try FileManager.default.createDirectory(
      atPath: folder + "/locks",
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    let file = open(folder + "/state.db", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
    close(file)
  }

  /// One transaction, begun with the right to write.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do {
      return try database.writeWithoutTransaction { db in
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(db)
          return .commit
        }
        guard let value else { preconditionFailure("a committed transaction has a value") }
        return value
      }
    } catch {
      throw StoreFailure(error, in: folder)
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreFailure(error, in: folder)
    }
  }

  private var folder: String { (database.path as NSString).deletingLastPathComponent }
}
