import ArgumentParser

struct SequenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w1",
    abstract: "One run, its steps one after the other, each begun when the one before is on disk."
  )

  @OptionGroup var store: StoreOption

  @Option(help: "How many steps.")
  var steps: Count

  func run() async throws {
    let bench = Bench(store: try store.open())
    let workflow = try CompiledWorkflow(steps: steps.value)
    let duration = try await ContinuousClock().measure {
      try await bench.run(workflow, named: Bench.name("w1"))
    }
    Figure(steps: steps.value, duration: duration).printLine()
  }
}
