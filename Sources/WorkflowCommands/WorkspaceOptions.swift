import ArgumentParser
import Foundation
import WorkflowDiagnostics
import WorkflowModel
import WorkflowStore

/// Where runs are kept.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that keeps runs.",
      discussion: "LINKFLOW_WORKSPACE names it too; .linkflow when neither does.",
      valueName: "folder"
    )
  )
  var workspace: String?

  var folder: String {
    workspace ?? ProcessInfo.processInfo.environment["LINKFLOW_WORKSPACE"] ?? ".linkflow"
  }

  /// Whether a run has been begun there.
  var exists: Bool { FileManager.default.fileExists(atPath: folder + "/state.db") }

  /// Opens the store; a workspace that is not there is made only for a run.
  func open(making: Bool = false) throws(StoreFailure) -> any RunStore {
    guard making || exists else {
      throw .unusable(
        detail: "There is no workspace at '\(folder)'.",
        remedy: "Begin a run, which makes one, or name another with --workspace."
      )
    }
    return try Installation.current.openStore(folder)
  }

  /// The run of that name, or the newest one.
  func find(_ name: String?, in store: any RunStore) throws -> RunID {
    if let name { return RunID(rawValue: name) }
    guard let newest = try store.runs().first else {
      throw DiagnosticsError(
        Diagnostic(
          .runNotFound,
          detail: "The workspace '\(folder)' has no runs.",
          remedy: "Begin one:\n  linkflow run FILE"
        )
      )
    }
    return newest.run.id
  }
}
