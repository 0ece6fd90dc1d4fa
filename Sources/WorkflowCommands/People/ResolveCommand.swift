import ArgumentParser
import WorkflowModel

struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Says what you have seen of a step that was sent and never answered.",
    discussion: """
      Look at the target first. `--done`: its effect is there, and the run goes on; give the outputs \
      that later steps read with -o. `--not-done`: it is not there, and is sent again.
      """
  )

  @OptionGroup var place: StepOptions

  @Flag(help: "You have seen that the effect is there.")
  var done = false

  @Flag(help: "You have seen that the effect is not there.")
  var notDone = false

  @OptionGroup var why: ReasonOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard done != notDone else {
      throw ValidationError("Say what you have seen: --done or --not-done.")
    }
  }

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: place.options, console: console)
      let target = try deciding.place(of: place.run)
      let values = done ? try outputs.values(for: place.address, at: target) : [:]
      let verdict: Decision.Verdict = done ? .done : .notDone
      return try await deciding.decide(
        .ofThisPerson(.resolve(place.address, verdict, outputs: values), reason: why.reason),
        at: target,
        done: "'\(place.step)' is resolved as \(done ? "done" : "not done")."
      )
    }
  }
}
