import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// What a workflow or a group leaves behind: `outputs`.
extension Compilation {
  mutating func outputs(
    _ fields: Fields,
    in scope: NameScope,
    reserved: String? = nil
  ) -> (templates: [String: Template], types: [String: ExpressionType]) {
    var templates: [String: Template] = [:]
    var types: [String: ExpressionType] = [:]
    for entry in named(fields, "outputs")
    where checkName(entry.key, of: "an output", example: "link_name") {
      let name = entry.key.text
      if name == reserved {
        report(
          .invalidName,
          "Each item has an output 'key' already: its own key.",
          remedy: "Leave it out, or take another name.",
          at: entry.key.location
        )
      }
      types[name] = .unknown
      let position = ValuePosition("Output '\(name)'", .any)
      guard let value = template(entry.value, for: position, in: scope) else { continue }
      templates[name] = value.template
      types[name] = value.type
    }
    return (templates, types)
  }
}
