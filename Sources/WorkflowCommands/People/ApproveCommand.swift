import ArgumentParser
import WorkflowModel

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Gives a run leave to go on at an approval.",
    discussion: """
      The message and the evidence are in `linkflow status RUN`: read them first.
      """
  )

  @OptionGroup var place: StepOptions
  @OptionGroup var why: ReasonOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: place.options, console: console)
      return try await deciding.decide(
        .ofThisPerson(.approve(place.address), reason: why.reason),
        at: deciding.place(of: place.run),
        done: "'\(place.step)' is approved."
      )
    }
  }
}
