import ArgumentParser
import Foundation
import WorkflowDiagnostics
import WorkflowModel
import WorkflowStore

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Takes a run where it stands and drives it on.",
    discussion: """
      What may have been sent before is probed first; what has ended is never run again. Steps \
      that wait for a person are tried again: resume after you have mended the cause.
      """
  )

  @Argument(help: "The run; the newest when none is given.")
  var run: String?

  @Option(help: ArgumentHelp("Why it is tried again; kept in the journal.", valueName: "text"))
  var reason: String = "resumed"

  @OptionGroup var recording: RecordOptions
  @OptionGroup var targets: TargetOptions
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let store = try options.open()
      let id = try options.find(run, in: store)
      let view = try RunView(id, in: store)
      let row = view.outline.run
      if let outcome = row.outcome {
        console.say("Run \(id) has ended already (\(outcome.words)); nothing is left to do.")
        return outcome == .succeeded ? .done : .failed
      }
      let asksNobody = view.outline.questions.isEmpty && row.goal != .pause
      let decision: Decision? =
        asksNobody ? nil : Decision(.retryAll, by: NSUserName(), reason: reason)
      let going = Going(targets: targets, options: options, record: try recording.open())
      return try await going.on(
        row,
        in: store,
        decision,
        console
      )
    }
  }
}

/// Takes a run up again where it was begun.
struct Going {
  var targets: TargetOptions
  var options: WorkspaceOptions
  var record: RecordFile?

  func on(
    _ row: RunRow,
    in store: any RunStore,
    _ decision: Decision?,
    toward goal: RunRow.Goal = .go,
    _ console: Console
  ) async throws -> ExitStatus {
    let path = targets.path(
      workspace: options.folder,
      remembered: row.connections.isEmpty ? nil : row.connections
    )
    try checkWorld(row, path)
    if row.connections == labConnections { try LabFolder.check(in: options.folder) }
    return try await Driving(
      store: store,
      connections: try TargetOptions.read(path),
      workspace: options.folder,
      console: console,
      goal: goal,
      record: record
    ).resume(row.id, decision: decision)
  }

  private var labConnections: String {
    URL(filePath: LabFolder.path(in: options.folder) + "/connections.yaml").path
  }

  /// A run of the lab stays there, and a real one never ends there.
  private func checkWorld(_ row: RunRow, _ path: String) throws {
    let lab = labConnections
    guard !row.connections.isEmpty, (row.connections == lab) != (path == lab) else { return }
    throw DiagnosticsError(
      Diagnostic(
        .invalidConnection,
        detail: path == lab
          ? "Run '\(row.id)' was not begun in the lab, and cannot go on there."
          : "Run '\(row.id)' was begun in the lab, and cannot go on elsewhere.",
        remedy: "Resume it where it began:\n  linkflow resume \(row.id)"
      )
    )
  }
}
