import Lab
import LabEstate
import WorkflowDiagnostics

/// The lab of a workspace.
enum LabFolder {
  static func path(in workspace: String) -> String { workspace + "/lab" }

  /// What a new lab runs at: minutes of seeding pass in seconds.
  private static let newTimeFactor = 60.0

  /// The speed to start with when none was asked for; nil leaves an old lab's as it was.
  static func usualTimeFactor(in folder: String) -> Double? {
    (try? LabControl(directory: folder)) == nil ? newTimeFactor : nil
  }

  /// The workspace's lab must be there to be worked on.
  static func check(in workspace: String) throws(DiagnosticsError) {
    let isRunning = (try? LabControl(directory: path(in: workspace)))?.isRunning ?? false
    if isRunning { return }
    throw DiagnosticsError(
      Diagnostic(
        .connectionFailed,
        detail: "The lab of workspace '\(workspace)' is not running.",
        remedy: "Start it:\n  linkflow lab up"
      )
    )
  }

  /// How much faster than the wall clock the lab's time runs.
  static func timeFactor(in workspace: String) throws -> Double {
    try LabControl(directory: path(in: workspace)).estate().world().timeFactor
  }
}
