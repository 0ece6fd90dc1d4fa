import ArgumentParser
import WorkflowModel

struct RejectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Refuses a run leave to go on at an approval.",
    discussion: """
      What follows is what the step's `on_error` says for `rejected`; without a rule the step asks again.
      """
  )

  @OptionGroup var place: StepOptions
  @OptionGroup var why: ReasonOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: place.options, console: console)
      return try await deciding.decide(
        .ofThisPerson(.reject(place.address), reason: why.reason),
        at: deciding.place(of: place.run),
        done: "'\(place.step)' is rejected."
      )
    }
  }
}
