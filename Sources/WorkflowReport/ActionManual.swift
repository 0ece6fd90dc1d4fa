import WorkflowModel
package import WorkflowPlugin

/// An action's manual page, printed from its descriptor.
package struct ActionManual {
  private let action: Action
  private let rules: [ErrorRule]

  /// Prints with `rules`, the action's own and its family's.
  package init(_ action: Action, rules: [ErrorRule]) {
    self.action = action
    self.rules = rules
  }

  package func text() -> String {
    let descriptor = action.descriptor
    var parts = ["\(descriptor.name)@\(descriptor.version)\n  \(descriptor.summary)"]
    if !descriptor.discussion.isEmpty { parts.append(indented(descriptor.discussion)) }
    parts.append(
      """
      effect    \(effect)
      takes     \(descriptor.typicalDuration)
      """
    )
    if !descriptor.inputs.isEmpty { parts.append("inputs\n" + inputs()) }
    if !descriptor.outputs.isEmpty { parts.append("outputs\n" + outputs()) }
    if !descriptor.permissions.isEmpty {
      parts.append(
        "permissions\n" + descriptor.permissions.map { "  \($0)" }.joined(separator: "\n")
      )
    }
    if !rules.isEmpty { parts.append("errors\n" + errors()) }
    if !descriptor.example.isEmpty { parts.append("example\n" + indented(descriptor.example)) }
    return parts.joined(separator: "\n\n")
  }

  private var effect: String {
    switch action.effect {
    case .read: "reads only"
    case .probed: "probed first: what is there already is not sent again"
    case .repeatable: "sent each time: the target itself refuses or ignores a second one"
    case .unsafe: "cannot be probed: after a lost answer a person must judge"
    }
  }

  private func inputs() -> String {
    action.descriptor.inputs.map { input in
      let fallback = input.defaultValue.map { " (default \($0))" } ?? ""
      let need = input.isRequired ? "" : ", optional"
      return "  \(input.name): \(input.type)\(need)\(fallback)\n      \(input.summary)"
    }.joined(separator: "\n")
  }

  private func outputs() -> String {
    action.descriptor.outputs.map { "  \($0.name): \($0.type)\n      \($0.summary)" }
      .joined(separator: "\n")
  }

  private func errors() -> String {
    rules.map { rule in
      let name = rule.code.isEmpty ? "\"\(rule.text ?? "")\"" : rule.code
      let meaning =
        switch rule.meaning {
        case .failure(let kind): kind.rawValue
        case .alreadyDone: "already done"
        }
      return "  \(name): \(meaning)" + (rule.remedy.map { "\n      \($0)" } ?? "")
    }.joined(separator: "\n")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
  }
}
