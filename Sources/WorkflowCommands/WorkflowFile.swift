import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// A workflow file, read and compiled, with every mistake that was found in it.
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
    definition = WorkflowCompiler(registry: Installation.current.registry)
      .compile(node, diagnostics: &diagnostics)
  }

  /// Prints what was found, to standard error.
  func complain(on console: Console) {
    for diagnostic in diagnostics {
      console.note(diagnostic.rendered(source: text))
    }
  }
}
