import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// Steps with `uses`, and what an action is given.
extension Compilation {
  mutating func actionStep(_ fields: Fields, _ id: String, _ scope: NameScope) -> CompiledKind {
    let (use, action) = actionUse(fields, key: "uses", scope)
    var compiled = CompiledKind(
      kind: .action(use),
      outputs: outputs(of: action),
      timeout: defaults.timeout,
      retry: defaults.retry
    )
    compiled.undo = undo(fields, of: action, id, scope)
    compiled.isPivot = pivot(fields, of: action, id, &compiled.trail, scope)
    if let action { lintDanger(of: action, fields, scope) }
    return compiled
  }

  /// The outputs of an action by name and type; not known where the action is not.
  func outputs(of action: Action?) -> ExpressionType {
    guard let outputs = action?.descriptor.outputs else { return .unknown }
    return .record(
      Dictionary(outputs.map { ($0.name, ExpressionType($0.type)) }) { first, _ in first }
    )
  }

  /// An action that only reads, of which `key` says why.
  mutating func readingUse(
    _ fields: Fields,
    key: String,
    _ why: String,
    remedy: String,
    _ scope: NameScope
  ) -> (ActionUse, Action?) {
    let (use, action) = actionUse(fields, key: key, scope)
    if let action, action.effect != .read {
      report(
        .notAReadAction,
        "\(use.action) changes its target, and \(why).",
        remedy: remedy,
        at: fields[key]?.location
      )
    }
    return (use, action)
  }

  /// The action that `key` names, with its arguments.
  mutating func actionUse(
    _ fields: Fields,
    key: String,
    _ scope: NameScope
  ) -> (ActionUse, Action?) {
    guard let name = fields.requiredScalar(key, diagnostics: &diagnostics) else {
      return (ActionUse(action: ""), nil)
    }
    guard let action = registry[name.text] else {
      report(
        .unknownAction,
        "There is no action '\(name.text)'.",
        remedy: adviceOnAction(name.text),
        at: name.location
      )
      checkNames(in: fields, scope)
      return (ActionUse(action: name.text), nil)
    }
    let descriptor = action.descriptor
    actions[descriptor.name] = descriptor.version
    let arguments = arguments(of: descriptor, fields, at: name.location, scope)
    return (ActionUse(action: descriptor.name, arguments: arguments), action)
  }

  /// What something unknown is given: names in it can be right or wrong all the same.
  mutating func checkNames(in fields: Fields, _ scope: NameScope) {
    let before = diagnostics
    for entry in named(fields, "with") {
      let position = ValuePosition("Input '\(entry.key.text)'", .any)
      _ = template(entry.value, for: position, in: scope)
    }
    // It may be one that takes secrets.
    let found = diagnostics.dropFirst(before.count)
    diagnostics = before + found.filter { $0.code != .misplacedSecret }
  }

  /// The nearest name, or the actions of the plugin that is meant.
  private func adviceOnAction(_ name: String) -> String {
    if let nearest = didYouMean(name, among: registry.names) { return nearest }
    let verb = name.split(separator: ".").last.map(String.init) ?? name
    if let same = registry.names.first(where: { $0.hasSuffix(".\(verb)") }) {
      return "Did you mean '\(same)'?"
    }
    return "List the actions there are:\n  linkflow actions"
  }

  private mutating func arguments(
    of descriptor: ActionDescriptor,
    _ fields: Fields,
    at place: SourceLocation,
    _ scope: NameScope
  ) -> [String: Template] {
    let given = named(fields, "with")
    var arguments: [String: Template] = [:]
    for entry in given {
      let name = entry.key.text
      guard let input = descriptor.input(name) else {
        reportUnknown(entry.key, of: descriptor)
        continue
      }
      let position = ValuePosition("Input '\(name)' of \(descriptor.name)", input.type)
      arguments[name] = template(entry.value, for: position, in: scope)?.template
    }
    let isUnreadable = fields["with"].map { $0.entries == nil && !$0.isNull } ?? false
    guard !isUnreadable, !fields.isMisspelt("with") else { return arguments }
    let names = given.map(\.key.text)
    // A misspelt name has been reported, with the one it was likely meant to be.
    let legal = descriptor.inputs.map(\.name)
    let misspelt = names.filter { !legal.contains($0) }.compactMap { legal.nearest(to: $0) }
    for input in descriptor.inputs
    where input.isRequired && !names.contains(input.name) && !misspelt.contains(input.name) {
      report(
        .missingArgument,
        "\(descriptor.name) needs an input '\(input.name)' of type \(input.type).",
        remedy: input.summary,
        at: fields.entry("with")?.key.location ?? place
      )
    }
    return arguments
  }

  private mutating func reportUnknown(_ key: Scalar, of descriptor: ActionDescriptor) {
    let names = descriptor.inputs.map(\.name)
    var remedy =
      didYouMean(key.text, among: names) ?? "Its inputs are \(names.joined(separator: ", "))."
    if names.isEmpty { remedy = "It takes none." }
    if StepKind.allKeys.contains(key.text) {
      remedy = "'\(key.text)' is a key of the step: indent it less, outside 'with'."
    }
    report(
      .unknownArgument,
      "\(descriptor.name) has no input '\(key.text)'.",
      remedy: remedy,
      at: key.location
    )
  }
}
