import Foundation
import GRDB
import WorkflowModel
package import WorkflowStore

/// Runs in one SQLite file: `state.db` in the workspace's folder.
///
/// Write-ahead log, `synchronous = FULL`: what a verb returned from survives a power cut.
package struct SQLiteStore: Sendable {
  /// One connection that writes, and others that read beside it.
  let database: DatabasePool
  let locks: RunLocks
  let commits: CommitQueue<@Sendable (Database) throws -> Void>

  /// Opens the workspace at `folder`, making it when it is not there.
  package init(folder: String) throws(StoreFailure) {
    self.locks = RunLocks(folder: folder + "/locks")
    let database: DatabasePool
    do {
      try Self.prepare(folder)
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.journalMode = .wal
      configuration.foreignKeysEnabled = true
      configuration.label = "linkflow"
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
      database = try DatabasePool(path: folder + "/state.db", configuration: configuration)
      // After opening, not in `prepareDatabase`: GRDB's own set-up of the log resets it to NORMAL.
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try Schema.migrate(database)
      try Self.prove(database)
    } catch {
      throw StoreFailure(error, in: folder)
    }
    self.database = database
    commits = CommitQueue { writes throws(StoreFailure) in
      try Self.transaction(on: database) { db in
        for write in writes { try write(db) }
      }
    }
  }

  /// Refuses to work on a connection whose commits might not be on disk when they return.
  private static func prove(_ database: DatabasePool) throws {
    let (synchronous, journal) = try database.writeWithoutTransaction { db in
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
    try Self.transaction(on: database, body)
  }

  private static func transaction<Value>(
    on database: DatabasePool,
    _ body: (Database) throws -> Value
  ) throws(StoreFailure) -> Value {
    do {
      return try database.writeWithoutTransaction { db in
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
          let value = try body(db)
          try db.cachedStatement(sql: "COMMIT").execute()
          return value
        } catch {
          // SQLite has ended it by itself after some failures, such as a full disk.
          if db.isInsideTransaction { try? db.rollback() }
          throw error
        }
      }
    } catch {
      throw StoreFailure(error, in: folder(of: database))
    }
  }

  /// All statements see the same moment.
  func snapshot<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreFailure(error, in: Self.folder(of: database))
    }
  }

  /// For a single statement.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do {
      return try database.unsafeRead(body)
    } catch {
      throw StoreFailure(error, in: Self.folder(of: database))
    }
  }

  static func folder(of database: DatabasePool) -> String {
    (database.path as NSString).deletingLastPathComponent
  }
}
