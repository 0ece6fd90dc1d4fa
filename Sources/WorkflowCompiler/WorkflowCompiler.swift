package import WorkflowDiagnostics
package import WorkflowModel
package import WorkflowPlugin
package import WorkflowSyntax

/// Turns a workflow file's tree into a definition, with every name and type resolved.
package struct WorkflowCompiler: Sendable {
  private let registry: PluginRegistry

  package init(registry: PluginRegistry) { self.registry = registry }

  /// Reports every mistake at once, in the order of the file; nil when one of them is an error.
  package func compile(
    _ node: SyntaxNode,
    diagnostics: inout [Diagnostic]
  ) -> WorkflowDefinition? {
    var compilation = Compilation(registry: registry)
    let definition = compilation.workflow(node)
    diagnostics += compilation.diagnostics.sorted { a, b in
      guard let a = a.location, let b = b.location else { return false }
      return (a.line, a.column) < (b.line, b.column)
    }
    return compilation.diagnostics.hasErrors ? nil : definition
  }
}
