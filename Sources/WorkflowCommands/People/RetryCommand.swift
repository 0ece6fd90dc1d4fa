import ArgumentParser
import WorkflowModel

struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Tries one step again.",
    discussion: """
      The target is looked at first: what is there already is not sent again.
      """
  )

  @OptionGroup var place: StepOptions
  @Option(help: ArgumentHelp("Why; kept in the journal.", valueName: "text"))
  var reason: String = "tried again"

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: place.options, console: console)
      return try await deciding.decide(
        .ofThisPerson(.retry(place.address), reason: reason),
        at: deciding.place(of: place.run),
        done: "'\(place.step)' will be tried again."
      )
    }
  }
}
