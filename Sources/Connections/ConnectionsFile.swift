import Secrets
package import WorkflowDiagnostics
import WorkflowSyntax

/// Reads `connections.yaml`: targets apart from workflows, so that one workflow runs in lab, test
/// and production.
package enum ConnectionsFile {
  /// Reads the file at a path, which is also its name in messages; nil when something is wrong.
  package static func read(
    path: String,
    diagnostics: inout [Diagnostic]
  ) -> Connections? {
    guard let text = SyntaxReader.text(ofFile: path, diagnostics: &diagnostics) else { return nil }
    return read(text, file: path, diagnostics: &diagnostics)
  }

  /// Reads a text; relative paths in it are resolved against the folder of `file`.
  package static func read(
    _ text: String,
    file: String,
    diagnostics: inout [Diagnostic]
  ) -> Connections? {
    var found: [Diagnostic] = []
    var connections: [String: Connection] = [:]
    if let root = SyntaxReader.read(text, file: file, diagnostics: &found) {
      connections = self.connections(root, file: file, &found)
    }
    diagnostics += found
    return found.hasErrors ? nil : Connections(connections, file: file)
  }

  private static func connections(
    _ root: SyntaxNode,
    file: String,
    _ diagnostics: inout [Diagnostic]
  ) -> [String: Connection] {
    guard
      let fields = Fields(
        root,
        of: "A connections file",
        keys: ["connections"],
        diagnostics: &diagnostics
      ),
      let list = fields.required("connections", diagnostics: &diagnostics)
    else { return [:] }
    guard let entries = list.entries else {
      diagnostics.append(
        Diagnostic(
          .wrongShape,
          detail: "'connections' is a mapping from names, and here stands \(list.shapeName).",
          at: list.location
        )
      )
      return [:]
    }
    var connections: [String: Connection] = [:]
    var reader = ConnectionReader(folder: folder(of: file))
    for entry in entries where !entry.key.text.hasPrefix("x_") {
      connections[entry.key.text] = reader.connection(entry)
    }
    diagnostics += reader.diagnostics
    return connections
  }

  private static func folder(of file: String) -> String? {
    file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) }
  }
}
