import ArgumentParser
import Foundation

struct CutRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w3prep",
    abstract: "Leaves a run whose process died inside the step after the completed ones."
  )

  @OptionGroup var store: StoreOption

  @Option(help: "How many steps are completed before.")
  var steps: Count

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let sender = MemorySender { [steps] number in
      guard number > steps.value else { return }
      Figure(steps: steps.value, duration: clock.now - start).printLine()
      fflush(nil)
      // Nothing is unwound or given back: to the store it is as a kill.
      _exit(0)
    }
    let bench = Bench(store: try store.open(), sender: sender)
    try await bench.run(try CompiledWorkflow(steps: steps.value + 1), named: Bench.name("w3"))
  }
}
