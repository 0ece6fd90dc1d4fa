import Connections
import Foundation
import WorkflowEngine
import WorkflowModel
import WorkflowPlugin
import WorkflowReport
import WorkflowStore

/// Drives a run in front of a person: live progress, Ctrl-C, and the last words.
struct Driving {
  var store: any RunStore
  var connections: Connections
  var workspace: String
  var console: Console

  func start(
    _ run: RunRow,
    definition: WorkflowDefinition,
    source: String
  ) async throws -> ExitStatus {
    console.say("Run \(console.output.strong(run.id.rawValue)) of \(definition.name) begins.")
    return try await drive(run.id) { executor in
      try await executor.start(run, definition: definition, source: source)
    }
  }

  func resume(_ run: RunID, decision: Decision?) async throws -> ExitStatus {
    try await drive(run) { executor in
      try await executor.resume(run, decision: decision) {
        console.say("Run \(console.output.strong(run.rawValue)) goes on.")
      }
    }
  }

  private func drive(
    _ run: RunID,
    _ body: (RunExecutor) async throws -> RunEnd
  ) async throws -> ExitStatus {
    let interruption = Interruption()
    let live = LiveProgress(console: console)
    let signals = Signals(interruption) { live.announce($0) }
    let sender = Installation.current.makeSender(connections) { live.announce("warning: \($0)") }
    let executor = RunExecutor(
      store: store,
      registry: Installation.current.registry,
      sender: sender,
      owner: .thisProcess(),
      interruption: interruption,
      watch: { live.show($0) }
    )
    let end: RunEnd
    do {
      end = try await body(executor)
    } catch {
      live.end()
      await sender.close()
      explain(error, run)
      throw error
    }
    live.end()
    await sender.close()
    withExtendedLifetime(signals) {}
    return try lastWords(end, run)
  }

  /// What a failure of the store means for the run; the failure itself is printed below it.
  private func explain(_ error: any Error, _ run: RunID) {
    switch error as? StoreFailure {
    case .runIsDriven, .leaseLost: return
    default: break
    }
    do {
      _ = try store.header(of: run)
    } catch .runNotFound {
      return console.note("The run did not begin; nothing was sent.")
    } catch {
      // The workspace cannot be read either; what is in it is still there.
    }
    console.note("The run stops here; nothing is lost. Resume it:\n  linkflow resume \(run)")
  }

  private func lastWords(_ end: RunEnd, _ run: RunID) throws -> ExitStatus {
    switch end {
    case .succeeded:
      let view = try RunView(run, in: store, withHistory: true)
      let text = MarkdownReport(view.outline, standing: view.standing, writtenAt: .current).text()
      let path = "\(workspace)/reports/\(run).md"
      try? FileManager.default.createDirectory(
        atPath: workspace + "/reports",
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
      let isWritten = ReportFile.write(text, to: path, console)
      console.say("Run \(run) \(console.output.good("succeeded")).")
      if isWritten { console.say("The report is at \(path)") }
      return .done
    case .attention:
      let view = try RunView(run, in: store)
      let text = StatusText(
        view.outline,
        standing: view.standing,
        style: console.errors,
        now: .current
      )
      for entry in view.outline.attention { console.note("\n" + text.attentionText(entry)) }
      console.note(
        """

        Run \(run) needs a person; nothing else in it can go on. When the cause is mended:
          linkflow resume \(run)
        """
      )
      return .needsPerson
    case .interrupted:
      console.note("Run \(run) is stopped; nothing is lost. Resume it:\n  linkflow resume \(run)")
      return .resumable
    }
  }
}

extension LeaseOwner {
  static func thisProcess() -> LeaseOwner {
    LeaseOwner(
      process: ProcessInfo.processInfo.processIdentifier,
      host: ProcessInfo.processInfo.hostName
    )
  }
}
