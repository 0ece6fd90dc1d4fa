import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// A workflow file, read and compiled, with every mistake that was found in it and in what it calls.
struct WorkflowFile {
  var path: String
  var text: String
  var definition: WorkflowDefinition?
  var diagnostics: [Diagnostic] = []

  init(_ path: String) {
    self.path = path
    text = SyntaxReader.text(ofFile: path, diagnostics: &diagnostics) ?? ""
    if diagnostics.hasErrors { return }
    guard let node = SyntaxReader.read(text, file: path, diagnostics: &diagnostics) else { return }
    let compiler = WorkflowCompiler(registry: Installation.current.registry) { Self.text(of: $0) }
    definition = compiler.compile(node, diagnostics: &diagnostics)
  }

  /// The text of a file that is called, or nil where there is none.
  private static func text(of path: String) -> String? {
    var ignored: [Diagnostic] = []
    return SyntaxReader.text(ofFile: path, diagnostics: &ignored)
  }

  /// Prints what was found, to standard error.
  func complain(on console: Console) {
    guard !diagnostics.isEmpty else { return }
    console.note(diagnostics.rendered { $0 == path ? text : Self.text(of: $0) })
  }
}
