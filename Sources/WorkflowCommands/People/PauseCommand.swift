import ArgumentParser
import WorkflowModel

struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Lets what is under way end, and begins nothing new.",
    discussion: "Azure's own long operations go on. `linkflow resume` ends the pause."
  )

  @Argument(help: "The run.")
  var run: String

  @Option(help: ArgumentHelp("Why; kept in the journal.", valueName: "text"))
  var reason: String = "paused"

  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: options, console: console)
      return try await deciding.decide(
        .ofThisPerson(.pause, reason: reason),
        at: deciding.place(of: run),
        done: "The run pauses: what is under way ends, and nothing new begins."
      )
    }
  }
}
