import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// One pass over a workflow's tree; each part of the language is an extension in a file of its own.
struct Compilation {
  static let keys = [
    "workflow", "language", "summary", "inputs", "secrets", "defaults", "on_error", "steps",
    "finally", "outputs",
  ]

  let registry: PluginRegistry
  /// Gives the text of a file that is called.
  let load: WorkflowCompiler.Load
  /// The file here, and before it those that call it.
  let files: [String]
  var diagnostics: [Diagnostic] = []
  /// What a step does without saying so.
  var defaults = StepDefaults()
  /// The versions of the actions used so far.
  var actions: [String: Int] = [:]
  /// The workflows called so far, by file; nil for one that cannot be read.
  var called: [String: CompiledWorkflow?] = [:]
  /// The secrets that something is given.
  var usedSecrets: Set<String> = []

  init(registry: PluginRegistry, load: @escaping WorkflowCompiler.Load, files: [String]) {
    self.registry = registry
    self.load = load
    self.files = files
  }

  mutating func workflow(_ node: SyntaxNode) -> CompiledWorkflow? {
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
    let onError = failureRules(fields)

    var scope = NameScope()
    scope.inputs = inputs.mapValues { ExpressionType($0.type) }
    scope.secrets = secrets.mapValues { _ in .value(.secret) }
    scope.leavesOut = onError.contains { $0.consequence == .skip }
    scope.catalogue.add(fields["steps"])
    scope.catalogue.add(fields["finally"], in: [StepCatalogue.end])
    diagnostics += scope.catalogue.duplicates
    let list = fields.required("steps", diagnostics: &diagnostics)
    let steps = list.map { sequence($0, key: "steps", in: &scope) } ?? []
    let finally = self.finally(fields, after: scope)
    let outputs = self.outputs(fields, in: scope)
    if !diagnostics.hasErrors { lintSecrets(fields) }
    let definition = WorkflowDefinition(
      name: name,
      summary: summary,
      inputs: inputs.values.sorted { $0.name < $1.name },
      secrets: secrets,
      steps: steps,
      finally: finally,
      onError: onError,
      outputs: outputs.templates,
      actions: actions
    )
    return CompiledWorkflow(definition: definition, outputs: outputs.types, trail: scope.trail)
  }

  /// Steps that run whatever became of the others, of which any may not have run.
  private mutating func finally(_ fields: Fields, after scope: NameScope) -> [StepDefinition] {
    guard let node = fields["finally"] else { return [] }
    var scope = scope
    scope.isFinal = true
    scope.leavesOut = true
    scope.steps = scope.steps.mapValues { $0.under([], mayBeMissing: true) }
    return sequence(node, key: "finally", in: &scope)
  }

  mutating func report(
    _ code: DiagnosticCode,
    _ detail: String,
    remedy: String? = nil,
    at location: SourceLocation?
  ) {
    diagnostics.append(Diagnostic(code, detail: detail, remedy: remedy, at: location))
  }

  mutating func warn(
    _ code: DiagnosticCode,
    _ detail: String,
    remedy: String? = nil,
    at location: SourceLocation?
  ) {
    diagnostics.append(
      Diagnostic(code, severity: .warning, detail: detail, remedy: remedy, at: location)
    )
  }
}

/// A whole file compiled, and what a file that calls it must know of it.
struct CompiledWorkflow {
  var definition: WorkflowDefinition
  /// The types of its outputs.
  var outputs: [String: ExpressionType]
  var trail: Trail
}
