import ArgumentParser

struct ManyRunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w2",
    abstract: "Many runs side by side in one process, on one store."
  )

  @OptionGroup var store: StoreOption

  @Option(help: "How many runs.")
  var runs: Count

  @Option(help: "How many steps each of them has.")
  var steps: Count

  @Option(help: "How many of them are under way at a time.")
  var concurrency: Count

  func run() async throws {
    let bench = Bench(store: try store.open())
    let workflow = try CompiledWorkflow(steps: steps.value)
    let duration = try await ContinuousClock().measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<runs.value {
          if number >= concurrency.value { try await group.next() }
          group.addTask { try await bench.run(workflow, named: Bench.name("w2")) }
        }
        try await group.waitForAll()
      }
    }
    Figure(steps: runs.value * steps.value, duration: duration).printLine()
  }
}
