import ArgumentParser
import Foundation
import SQLiteStore
import WorkflowEngine
import WorkflowModel
import WorkflowStore

struct ColdStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w3",
    abstract: "Goes on with the run that 'w3prep' left.",
    discussion: """
      When the open step's body begins, the time of day in nanoseconds is written to the file \
      that the environment's MARK names.
      """
  )

  @OptionGroup var store: StoreOption

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let mark = ProcessInfo.processInfo.environment["MARK"]
    let sender = MemorySender { number in
      if number == 1, let mark { Mark.write(to: mark) }
    }
    let bench = Bench(store: try store.openExisting(), sender: sender)
    guard let cut = try bench.store.runs().first(where: { $0.run.outcome == nil }) else {
      throw ValidationError(
        "No run of this store is open; leave one with 'linkflow-bench w3prep'."
      )
    }
    try bench.check(try await bench.executor.resume(cut.run.id, decision: nil))
    Figure(steps: sender.writes, duration: clock.now - start).printLine()
  }
}

/// The moment at which a step's body begins, for whoever started the process.
private enum Mark {
  static func write(to path: String) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    guard let file = fopen(path, "w") else {
      preconditionFailure("the file '\(path)' that MARK names cannot be written")
    }
    fputs(String(time.tv_sec * 1_000_000_000 + time.tv_nsec), file)
    fclose(file)
  }
}
