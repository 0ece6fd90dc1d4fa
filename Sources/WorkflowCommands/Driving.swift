import Connections
import Foundation
import WorkflowDiagnostics
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
  /// What whoever drives wants the run to come to.
  var goal = RunRow.Goal.go
  /// Where every call and its answer are written, too.
  var record: RecordFile?

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
    let sender = Installation.current.makeSender(
      connections,
      record?.writer { interruption.request() }
    ) { live.announce("warning: \($0)") }
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
    if let reason = record?.failure {
      console.complain(
        "[\(DiagnosticCode.recordUnwritable)] The record '\(record?.path ?? "")' cannot be "
          + "written: \(reason). Nothing more was sent.",
        remedy: "Make room for it, or name another file:\n  linkflow resume \(run) --record FILE"
      )
      return .resumable
    }
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
    case .closed(let outcome):
      let view = try RunView(run, in: store, withHistory: true)
      let text = MarkdownReport(view.outline, standing: view.standing, writtenAt: .current).text()
      let path = "\(workspace)/reports/\(run).md"
      try? FileManager.default.createDirectory(
        atPath: workspace + "/reports",
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
      let isWritten = ReportFile.write(text, to: path, console)
      let word = console.output.standing(.closed(outcome))
      console.say("Run \(run) \(outcome == .succeeded ? word : "is over: \(word)").")
      if let failure = view.outline.run.failure {
        console.note("  \(failure.code): \(failure.detail)")
      }
      if isWritten { console.say("The report is at \(path)") }
      return outcome == goal.outcome ? .done : .failed
    case .attention:
      let view = try RunView(run, in: store)
      let text = StatusText(
        view.outline,
        standing: view.standing,
        style: console.errors,
        now: .current
      )
      for entry in view.outline.questions { console.note("\n" + text.questionText(entry)) }
      console.note(
        """

        Run \(run) needs a person; nothing else in it can go on. Next:
          \(view.outline.nextCommand(.attention))
        """
      )
      return .needsPerson
    case .paused:
      console.note(
        "Run \(run) is paused; nothing is under way. Let it go on:\n  linkflow resume \(run)"
      )
      return .resumable
    case .interrupted:
      console.note("Run \(run) is stopped; nothing is lost. Resume it:\n  linkflow resume \(run)")
      return .resumable
    }
  }
}

extension RunRow.Goal {
  /// What a run that was to come to this ends with when all is well.
  fileprivate var outcome: RunRow.Outcome {
    switch self {
    case .go, .pause: .succeeded
    case .cancel: .cancelled
    case .rollback: .rolledBack
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
