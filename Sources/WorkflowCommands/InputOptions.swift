import ArgumentParser
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// What a workflow is given.
struct InputOptions: ParsableArguments {
  @Option(
    name: [.customShort("i"), .customLong("input")],
    help: ArgumentHelp("An input; a list is separated by commas.", valueName: "name=value")
  )
  var input: [String] = []

  @Option(help: ArgumentHelp("A YAML file of inputs.", valueName: "file"))
  var inputs: String?

  /// Every input of the workflow, converted by its declared type.
  func read(for definition: WorkflowDefinition) throws(DiagnosticsError) -> [String: Value] {
    var diagnostics: [Diagnostic] = []
    var node: SyntaxNode?
    if let inputs, let text = SyntaxReader.text(ofFile: inputs, diagnostics: &diagnostics) {
      node = SyntaxReader.read(text, file: inputs, diagnostics: &diagnostics)
    }
    let values =
      diagnostics.hasErrors
      ? nil
      : InputReader(definition).inputs(pairs: input, file: node, diagnostics: &diagnostics)
    guard let values else { throw DiagnosticsError(diagnostics) }
    return values
  }
}
