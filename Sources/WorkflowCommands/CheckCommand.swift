import ArgumentParser
import WorkflowDiagnostics
import WorkflowModel

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds every mistake in workflow files that can be found without a connection.",
    discussion: "Exit status: 0 when all are sound (warnings are printed), 64 otherwise."
  )

  @Argument(help: "Workflow files.")
  var files: [String]

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      var isRefused = false
      for path in files {
        let file = WorkflowFile(path)
        file.complain(on: console)
        isRefused = isRefused || file.definition == nil || file.diagnostics.hasErrors
        if let definition = file.definition, !file.diagnostics.hasErrors {
          let steps = definition.allSteps.count
          console.say(
            "\(path): sound, \(steps) step\(steps == 1 ? "" : "s"), definition \(try definition.id())"
          )
        }
      }
      return isRefused ? .usage : .done
    }
  }
}
