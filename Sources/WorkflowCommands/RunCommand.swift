import ArgumentParser
import Connections
import Foundation
import Lab
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowStore
import WorkflowSyntax

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

  @Option(
    name: [.customShort("i"), .customLong("input")],
    help: ArgumentHelp("An input; a list is separated by commas.", valueName: "name=value")
  )
  var input: [String] = []

  @Option(help: ArgumentHelp("A YAML file of inputs.", valueName: "file"))
  var inputs: String?

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
      let values = try readInputs(of: definition)
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
        console: console
      ).start(run, definition: definition, source: workflow.text)
    }
  }

  private func readInputs(
    of definition: WorkflowDefinition
  ) throws(DiagnosticsError) -> [String: Value] {
    var diagnostics: [Diagnostic] = []
    var node: SyntaxNode?
    if let inputs, let text = SyntaxReader.text(ofFile: inputs, diagnostics: &diagnostics) {
      node = SyntaxReader.read(text, file: inputs, diagnostics: &diagnostics)
    }
    let values =
      diagnostics.hasErrors
      ? nil
      : InputReader(definition).inputs(pairs: input, file: node, diagnostics: &diagnostics)
    guard let values else { throw DiagnosticsError(diagnostics) }
    return values
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
