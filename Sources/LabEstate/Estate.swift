import Foundation
package import GRDB
import Synchronization

/// The simulated world of one lab, kept in one SQLite file.
///
/// Several processes may have the file open: each transaction loads the world again when another
/// process has changed it. Time passes only while a process has the estate open.
package final class Estate: Sendable {
  package let directory: String
  let queue: DatabaseQueue
  let clock: EstateClock
  private let state: Mutex<CachedWorld>
  private let removesDirectory: Bool
  package let locks = SessionLocks()

  private struct CachedWorld {
    var world: World
    var version: Int64
    /// The world's time when this process opened it.
    var opened: EstateInstant
  }

  /// Opens the estate in a directory, or makes one there from the description.
  ///
  /// Without a clock it is the wall clock, at the speed of the description that made the estate.
  package convenience init(
    directory: String,
    description: EstateDescription = .standard,
    clock: EstateClock? = nil
  ) throws {
    try self.init(directory, description, clock, removesDirectory: false)
  }

  /// An estate in a new directory, which goes when the estate does.
  package static func temporary(
    _ description: EstateDescription = .standard,
    clock: EstateClock? = nil
  ) throws -> Estate {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("lab-\(UUID().uuidString)").path
    return try Estate(directory, description, clock, removesDirectory: true)
  }

  private init(
    _ directory: String,
    _ description: EstateDescription,
    _ clock: EstateClock?,
    removesDirectory: Bool
  ) throws {
    try FileManager.default.createDirectory(
      atPath: directory,
      withIntermediateDirectories: true
    )
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      // A lab outlives its process, not a power cut; whole test suites run on it.
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
    }
    self.directory = directory
    self.removesDirectory = removesDirectory
    queue = try DatabaseQueue(path: directory + "/estate.db", configuration: configuration)
    let (world, version) = try queue.inTransaction(.immediate) { database in
      try EstateSchema.create(in: database)
      if let stored = try EstateSchema.load(from: database) { return stored }
      return try EstateSchema.populate(database, with: description)
    }
    self.clock = clock ?? .wall(timeFactor: world.timeFactor)
    state = Mutex(CachedWorld(world: world, version: version, opened: world.time))
  }

  deinit {
    if removesDirectory { try? FileManager.default.removeItem(atPath: directory) }
  }

  /// Brings the world to now, changes it and keeps the change, effects included.
  ///
  /// - Throws: What the body throws; the world is then as it was.
  package func change<Answer: Sendable>(
    _ body: (inout EstateTransaction) throws -> Answer
  ) throws -> Answer {
    try state.withLock { cached in
      var next = cached
      let answer: Answer = try queue.inTransaction(.immediate) { database in
        if let stored = try EstateSchema.load(from: database, unless: cached.version) {
          (next.world, next.version) = stored
        }
        let before = next.world
        var transaction = EstateTransaction(
          world: next.world,
          rows: database,
          wallTime: clock.wallTime()
        )
        try transaction.advance(to: next.opened + clock.elapsed())
        let answer = try body(&transaction)
        next.world = transaction.world
        next.version = try EstateSchema.save(
          transaction.world,
          replacing: before,
          version: next.version,
          in: database
        )
        return answer
      }
      cached = next
      return answer
    }
  }

  /// Brings the world to now and reads it.
  package func read<Answer: Sendable>(
    _ body: (World, GRDB.Database) throws -> Answer
  ) throws -> Answer {
    try change { transaction in try body(transaction.world, transaction.rows) }
  }

  /// The world as it is now.
  package func world() throws -> World {
    try read { world, _ in world }
  }

  /// Everything that has been changed in a target so far, in order.
  package func effects() throws -> [Effect] {
    try queue.read { database in try EstateSchema.effects(in: database) }
  }

  /// The lab's time.
  package func now() throws -> EstateInstant { try world().time }

  /// Waits for a span of the lab's own time; cancellation ends the wait.
  package func sleep(for duration: Duration) async throws {
    let end = try now() + duration
    while true {
      let left = end - (try now())
      guard left > .zero else { return }
      let factor = max(1, (try world()).timeFactor)
      try await Task.sleep(for: min(left / factor, .milliseconds(20)))
    }
  }
}

extension DatabaseQueue {
  /// As `inTransaction`, but with an answer.
  func inTransaction<Answer>(
    _ kind: GRDB.Database.TransactionKind,
    _ body: (GRDB.Database) throws -> Answer
  ) throws -> Answer {
    try writeWithoutTransaction { database in
      var answer: Answer?
      try database.inTransaction(kind) {
        answer = try body(database)
        return .commit
      }
      guard let answer else { preconditionFailure("a committed transaction has its answer") }
      return answer
    }
  }
}
