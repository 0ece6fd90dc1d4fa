import ArgumentParser
import Foundation
import WorkflowModel
import WorkflowReport
import WorkflowStore

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes the record of a run as Markdown.",
    discussion: """
      It is made from the workspace alone: what was asked for, each step's result, every write as \
      it was sent with secrets masked, failures on the way, and people's decisions.
      """
  )

  @Argument(help: "The run; the newest when none is given.")
  var run: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A file to write to instead of the screen.", valueName: "file")
  )
  var output: String?

  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let store = try options.open()
      let view = try RunView(try options.find(run, in: store), in: store, withHistory: true)
      let text = MarkdownReport(view.outline, standing: view.standing, writtenAt: .current).text()
      guard let output else {
        if console.draw(text) { return .done }
        console.complain("The report could not be written to standard output.")
        return .failed
      }
      return ReportFile.write(text, to: output, console) ? .done : .failed
    }
  }
}

enum ReportFile {
  /// False when the file could not be written; the person has been told why.
  static func write(_ text: String, to path: String, _ console: Console) -> Bool {
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return true
    } catch {
      console.complain(
        "The report cannot be written to '\(path)': \(error.localizedDescription)",
        remedy: "Name another place with --output."
      )
      return false
    }
  }
}
