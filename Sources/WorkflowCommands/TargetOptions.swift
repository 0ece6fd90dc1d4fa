import ArgumentParser
import Connections
import Foundation
import Lab
import WorkflowDiagnostics

/// Which connections a run's targets are looked up in.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The connections file; connections.yaml in the workspace when none is given.",
      valueName: "file"
    )
  )
  var connections: String?

  @Flag(help: "Use the connections of the workspace's lab (see `linkflow lab up`).")
  var lab = false

  func validate() throws {
    if lab, connections != nil {
      throw ValidationError("--lab and --connections exclude each other.")
    }
  }

  /// The file to read; `remembered` is the one that the run began with.
  func path(workspace: String, remembered: String? = nil) -> String {
    let path =
      if lab {
        LabFolder.path(in: workspace) + "/connections.yaml"
      } else {
        connections ?? remembered ?? workspace + "/connections.yaml"
      }
    return URL(filePath: path).path
  }

  static func read(_ path: String) throws(DiagnosticsError) -> Connections {
    var diagnostics: [Diagnostic] = []
    guard let connections = ConnectionsFile.read(path: path, diagnostics: &diagnostics) else {
      for index in diagnostics.indices where diagnostics[index].code == .fileUnreadable {
        diagnostics[index].remedy = "Write it, name another with --connections, or use --lab."
      }
      throw DiagnosticsError(diagnostics)
    }
    return connections
  }
}
