import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// One pass over a workflow's tree; each part of the language is an extension in a file of its own.
struct Compilation {
  static let keys = [
    "workflow", "language", "summary", "inputs", "secrets", "defaults", "steps", "outputs",
  ]

  let registry: PluginRegistry
  var diagnostics: [Diagnostic] = []
  /// What a step does without saying so.
  var defaults = StepDefaults()
  /// The versions of the actions used so far.
  var actions: [String: Int] = [:]

  init(registry: PluginRegistry) { self.registry = registry }

  mutating func workflow(_ node: SyntaxNode) -> WorkflowDefinition? {
    guard
      let fields = Fields(
        node,
        of: "A workflow",
        keys: Self.keys,
        advice: Self.adviceOnTopLevel,
        diagnostics: &diagnostics
      )
    else { return nil }
    let name = workflowName(fields)
    languageVersion(fields)
    let summary = fields.scalar("summary", diagnostics: &diagnostics)?.text
    let inputs = self.inputs(fields)
    let secrets = self.secrets(fields, inputs: inputs)
    defaults = stepDefaults(fields)

    var scope = NameScope()
    scope.inputs = inputs.mapValues { ExpressionType($0.type) }
    scope.secrets = secrets.mapValues { _ in .value(.secret) }
    scope.catalogue.add(fields["steps"])
    diagnostics += scope.catalogue.duplicates
    let list = fields.required("steps", diagnostics: &diagnostics)
    let steps = list.map { sequence($0, key: "steps", in: &scope) } ?? []
    let outputs = self.outputs(fields, in: scope).templates
    return WorkflowDefinition(
      name: name,
      summary: summary,
      inputs: inputs.values.sorted { $0.name < $1.name },
      secrets: secrets,
      steps: steps,
      outputs: outputs,
      actions: actions
    )
  }

  mutating func report(
    _ code: DiagnosticCode,
    _ detail: String,
    remedy: String? = nil,
    at location: SourceLocation?
  ) {
    diagnostics.append(Diagnostic(code, detail: detail, remedy: remedy, at: location))
  }
}
