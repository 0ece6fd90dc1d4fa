import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// What each action is given, and how a step is tied to it.
extension WorkflowSchema {
  private var actions: [Action] { registry.names.compactMap { registry[$0] } }

  func names(_ effect: (Effect) -> Bool) -> [String] {
    actions.filter { effect($0.effect) }.map(\.descriptor.name)
  }

  var actionDefinitions: [String: Value] {
    var definitions: [String: Value] = [:]
    for action in actions {
      definitions["with.\(action.descriptor.name)"] = arguments(of: action.descriptor)
    }
    definitions["given_to_uses"] = given(to: "uses") { _ in true }
    definitions["given_to_poll"] = given(to: "poll") { $0 == .read }
    definitions["given_to_verify"] = given(to: "verify") { $0 == .read }
    definitions["given_to_undo"] = given(to: "uses") { $0 != .read }
    return definitions
  }

  private func arguments(of descriptor: ActionDescriptor) -> Value {
    var properties: [String: Value] = [:]
    for input in descriptor.inputs {
      var schema = input.type.schema(input.summary)
      if let value = input.defaultValue { schema = schema.adding(["default": value]) }
      properties[input.name] = schema
    }
    let required = descriptor.inputs.filter(\.isRequired).map(\.name)
    let schema = Schema.object(properties, required: required, descriptor.summary)
    guard let example = example(of: descriptor) else { return schema }
    return schema.adding(["examples": [example]])
  }

  /// The `with` of the example in the action's manual.
  private func example(of descriptor: ActionDescriptor) -> Value? {
    var ignored: [Diagnostic] = []
    let node = SyntaxReader.read(descriptor.example, file: "", diagnostics: &ignored)
    let entries = node?.items?.first?.entries ?? node?.entries ?? []
    return entries.first { $0.key.text == "with" }?.value.plainValue
  }

  /// One condition for each action, keyed on its name.
  private func given(to key: String, _ isMeant: (Effect) -> Bool) -> Value {
    let rules = actions.filter { isMeant($0.effect) }.map { action -> Value in
      let descriptor = action.descriptor
      let name = descriptor.name
      var then: [String: Value] = [
        "properties": ["with": Schema.reference("with.\(name)")]
      ]
      if descriptor.inputs.contains(where: \.isRequired) { then["required"] = ["with"] }
      return [
        "if": [
          "properties": .object([key: ["const": .string(name)]]),
          "required": .list([.string(key)]),
        ],
        "then": .object(then),
      ]
    }
    // A list of no rules is not legal.
    return rules.isEmpty ? true : ["allOf": .list(rules)]
  }
}

extension SyntaxNode {
  /// The value by the core schema alone.
  fileprivate var plainValue: Value {
    switch self {
    case .scalar(let scalar): scalar.literal(as: .any) ?? .null
    case .sequence(let items): .list(items.value.map(\.plainValue))
    case .mapping(let entries):
      .object(
        Dictionary(entries.value.map { ($0.key.text, $0.value.plainValue) }) { first, _ in first }
      )
    }
  }
}
