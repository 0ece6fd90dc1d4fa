import ArgumentParser
import Connections
import Foundation
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowPlan
import WorkflowReport

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Says what a run would do, step by step, and changes nothing.",
    discussion: """
      Targets are read, never written to, and nothing is kept in the workspace. Each statement or \
      request is shown as it would be sent; what only the run will know stands as ‹source›.

      Exit status: 0; 2 when something would be changed (with --detailed-exitcode); 3 when \
      something stands in the run's way; 64 for a workflow or inputs that are refused.
      """
  )

  @Argument(help: "The workflow file.")
  var file: String

  @OptionGroup var given: InputOptions

  @Flag(help: "Ask no target: what is there is not known.")
  var offline = false

  @Flag(help: "Print the plan as one JSON document.")
  var json = false

  @Option(help: ArgumentHelp("Write the JSON document to a file, too.", valueName: "file"))
  var out: String?

  @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
  var detailedExitCode = false

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
      let connections = try readConnections()
      if let connections {
        var mistakes: [Diagnostic] = []
        connections.check(values, declared: definition.inputs, diagnostics: &mistakes)
        guard mistakes.isEmpty else { throw DiagnosticsError(mistakes) }
      }
      let row = RunRow(
        // It names no run: remedies that speak of one are read with it in its place.
        id: RunID(rawValue: "RUN"),
        definition: try definition.id(),
        workflow: definition.name,
        inputs: values,
        startedAt: .current,
        source: file
      )
      let plan = await make(row, definition, connections, console)
      let document = PlanDocument(plan) { connections?[$0]?.place ?? "" }
      let text = String(decoding: try document.data(), as: UTF8.self) + "\n"
      if let out { try Data(text.utf8).write(to: URL(filePath: out), options: .atomic) }
      if json {
        console.draw(text)
      } else {
        console.say(PlanText(plan, style: console.output).text())
      }
      if !plan.blockers.isEmpty { return .needsPerson }
      return detailedExitCode && plan.hasChanges ? .changes : .done
    }
  }

  /// Nil where no target is asked and none was named.
  private func readConnections() throws -> Connections? {
    if offline, !targets.lab, targets.connections == nil { return nil }
    if targets.lab, !offline { try LabFolder.check(in: options.folder) }
    return try TargetOptions.read(targets.path(workspace: options.folder))
  }

  private func make(
    _ run: RunRow,
    _ definition: WorkflowDefinition,
    _ connections: Connections?,
    _ console: Console
  ) async -> Plan {
    let registry = Installation.current.registry
    guard !offline, let connections else {
      return await Planner(registry: registry, sender: nil).plan(run, of: definition)
    }
    let sender = Installation.current.makeSender(connections, nil) {
      console.note("warning: \($0)")
    }
    let plan = await Planner(registry: registry, sender: sender).plan(run, of: definition)
    await sender.close()
    return plan
  }
}

extension Connection {
  /// Where it leads, in a line.
  fileprivate var place: String {
    switch self {
    case .sqlServer(let settings): "\(settings.host),\(settings.port)"
    case .managedInstance(let settings): "\(settings.azure.resource)"
    case .synapse(let settings): "\(settings.azure.resource)"
    case .storage(let settings): settings.blob ?? settings.account
    }
  }
}
