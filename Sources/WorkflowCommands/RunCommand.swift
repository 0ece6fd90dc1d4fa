import ArgumentParser
import Connections
import Foundation
import Lab
import WorkflowDiagnostics
import WorkflowModel
import WorkflowStore

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Begins a run of a workflow and drives it.",
    discussion: """
      The run keeps the definition it began with. Kill it, and `linkflow resume` goes on from \
      where it stood.
      """
  )

  @Argument(help: "The workflow file.")
  var file: String

  @OptionGroup var given: InputOptions
  @OptionGroup var recording: RecordOptions
  @OptionGroup var targets: TargetOptions
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let workflow = WorkflowFile(file)
      workflow.complain(on: console)
      guard let definition = workflow.definition, !workflow.diagnostics.hasErrors else {
        return .usage
      }
      let values = try given.read(for: definition)
      if targets.lab { try LabFolder.check(in: options.folder) }
      let path = targets.path(workspace: options.folder)
      let connections = try TargetOptions.read(path)
      var mistakes: [Diagnostic] = []
      connections.check(values, declared: definition.inputs, diagnostics: &mistakes)
      guard mistakes.isEmpty else { throw DiagnosticsError(mistakes) }
      let store = try options.open(making: true)
      let run = RunRow(
        id: RunName.make(for: definition.name),
        definition: try definition.id(),
        workflow: definition.name,
        inputs: values,
        startedAt: .current,
        source: file,
        pace: targets.lab ? try LabFolder.timeFactor(in: options.folder) : 1,
        connections: path
      )
      return try await Driving(
        store: store,
        connections: connections,
        workspace: options.folder,
        console: console,
        record: try recording.open()
      ).start(run, definition: definition, source: workflow.text)
    }
  }
}

/// A name for a run that people can type: the workflow's, and a few letters that cannot be misread.
enum RunName {
  static func make(for workflow: String) -> RunID {
    let letters = "abcdefghjkmnpqrstuvwxyz23456789"
    let tail = (0..<5).compactMap { _ in letters.randomElement() }
    return RunID(rawValue: "\(workflow)-\(String(tail))")
  }
}
