package import WorkflowDiagnostics
package import WorkflowModel
package import WorkflowPlugin
package import WorkflowSyntax

/// Turns a workflow file's tree into a definition, with every name and type resolved.
package struct WorkflowCompiler: Sendable {
  /// Gives the text of a file that a workflow calls, by its path as seen from the current folder.
  package typealias Load = @Sendable (_ path: String) -> String?

  private let registry: PluginRegistry
  private let load: Load

  package init(registry: PluginRegistry, load: @escaping Load = { _ in nil }) {
    self.registry = registry
    self.load = load
  }

  /// Reports every mistake at once, each file's in its order; nil when one of them is an error.
  package func compile(
    _ node: SyntaxNode,
    diagnostics: inout [Diagnostic]
  ) -> WorkflowDefinition? {
    let file = node.location.file
    var compilation = Compilation(registry: registry, load: load, files: [FilePath.plain(file)])
    let compiled = compilation.workflow(node)
    let found = compilation.diagnostics
    diagnostics += found.sorted { a, b in
      guard let a = a.location, let b = b.location else { return false }
      if a.file != b.file { return a.file == file || (b.file != file && a.file < b.file) }
      return (a.line, a.column) < (b.line, b.column)
    }
    return found.hasErrors ? nil : compiled?.definition
  }
}
