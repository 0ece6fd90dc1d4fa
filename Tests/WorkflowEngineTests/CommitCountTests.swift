import Foundation
import GRDB
import Testing
import WorkflowEngine
import WorkflowModel
import WorkflowTesting

@Suite struct `A sequential run of N writes` {
  @Test func `makes N + c synced commits`() async throws {
    let short = try await commits(steps: 20)
    let long = try await commits(steps: 60)
    let constant = short - 20
    #expect(long - 60 == constant)
    #expect((1...3).contains(constant))
    print("commits for 20 steps: \(short), for 60 steps: \(long), so c = \(constant)")
  }

  /// Counts what SQLite wrote: with `synchronous = FULL` each commit frame in the write-ahead log
  /// is one sync (SQLite documentation, "Write-Ahead Logging" and "WAL-mode File Format").
  private func commits(steps: Int) async throws -> Int {
    let bench = try Bench()
    defer { bench.remove() }
    // A reader with an open transaction keeps the log from being restarted or removed.
    var configuration = Configuration()
    configuration.readonly = true
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: bench.folder + "/state.db", configuration: configuration)
    let before = try logCommits(bench)
    let definition = Definitions.sequence(steps)
    try reader.inDatabase { db in
      try db.execute(sql: "BEGIN; SELECT count(*) FROM run")
    }
    // Time stands still, so that no renewal of the lease falls into the run.
    let start = bench.clock.now
    let still = EngineClock(
      now: { start },
      sleep: { try await Task.sleep(for: $0) },
      chance: { 0.5 }
    )
    let end = try await bench.executor(ScriptedSender(), time: still).start(
      Definitions.run(definition),
      definition: definition,
      source: ""
    )
    #expect(end == .closed(.succeeded))
    let after = try logCommits(bench)
    try reader.inDatabase { try $0.execute(sql: "COMMIT") }
    return after - before
  }

  private func logCommits(_ bench: Bench) throws -> Int {
    let log = try Data(contentsOf: URL(filePath: bench.folder + "/state.db-wal"))
    guard log.count >= 32 else { return 0 }
    func word(_ offset: Int) -> UInt32 {
      log[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let page = Int(word(8))
    let (salt1, salt2) = (word(16), word(20))
    var commits = 0
    var offset = 32
    while offset + 24 + page <= log.count {
      // A frame of this log's generation; a non-zero database size marks a commit.
      guard word(offset + 8) == salt1, word(offset + 12) == salt2 else { break }
      if word(offset + 4) != 0 { commits += 1 }
      offset += 24 + page
    }
    return commits
  }
}
