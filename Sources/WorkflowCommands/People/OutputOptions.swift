import ArgumentParser
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowStore

/// What a person gives in place of the outputs of a step that is not carried out.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "An output that later steps read; a list is separated by commas.",
      valueName: "name=value"
    )
  )
  var output: [String] = []

  /// The outputs by name, of the types that the step's action declares.
  ///
  /// - Throws: `DiagnosticsError` when one is unknown or of a wrong type, or one that later steps
  ///   need is missing.
  func values(for address: StepAddress, at place: Deciding.Place) throws -> [String: Value] {
    let rows = try place.store.steps(of: place.run)
    guard let row = rows.first(where: { $0.address == address }),
      let step = place.definition.allSteps.first(where: { $0.id == row.step })
    else { return [:] }
    let needed = place.definition.outputsNeeded(of: row.step)
    let declarations = declared(by: step).map { name, type in
      InputDeclaration(
        name: name,
        type: needed.contains(name) ? type : .optional(type),
        summary: needed.contains(name) ? "Later steps read it." : nil
      )
    }
    var diagnostics: [Diagnostic] = []
    let values = InputReader(outputs: declarations).inputs(
      pairs: output,
      file: nil,
      diagnostics: &diagnostics
    )
    guard let values else { throw DiagnosticsError(diagnostics) }
    return values.filter { !$0.value.isNull }
  }

  private func declared(by step: StepDefinition) -> [String: ValueType] {
    let action: String? =
      switch step.kind {
      case .action(let use): use.action
      case .gate(let gate): gate.read?.action
      case .group: nil
      }
    guard let action, let descriptor = Installation.current.registry[action]?.descriptor else {
      return [:]
    }
    return Dictionary(descriptor.outputs.map { ($0.name, $0.type) }) { first, _ in first }
  }
}
