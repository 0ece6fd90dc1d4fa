import ArgumentParser
import WorkflowModel

struct SkipCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip",
    abstract: "Leaves a step out that waits for a person.",
    discussion: """
      Later steps go on as if it were done: give the outputs of it that they read with -o. What may \
      have been sent must be resolved instead, and an effect that is to be taken away stays.
      """
  )

  @OptionGroup var place: StepOptions
  @OptionGroup var why: ReasonOptions
  @OptionGroup var outputs: OutputOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: place.options, console: console)
      let target = try deciding.place(of: place.run)
      let values = try outputs.values(for: place.address, at: target)
      return try await deciding.decide(
        .ofThisPerson(.skip(place.address, outputs: values), reason: why.reason),
        at: target,
        done: "'\(place.step)' is left out."
      )
    }
  }
}
