import WorkflowDiagnostics
import WorkflowPlugin
import WorkflowSyntax

/// What to say of a key that is right somewhere else: another level, kind of step, or version.
extension Compilation {
  static func adviceOnTopLevel(_ key: Scalar) -> Diagnostic? {
    if let later = laterWord(key) { return later }
    guard StepKind.allKeys.contains(key.text) else { return nil }
    let isDefault = key.text == "timeout" || key.text == "retry"
    return Diagnostic(
      .unknownKey,
      detail: "A workflow has no key '\(key.text)'; a step has.",
      remedy: isDefault
        ? "Put it into a step, or under 'defaults' for all of them."
        : "Put it into a step, under 'steps'.",
      at: key.location
    )
  }

  func adviceOnStep(_ key: Scalar, kind: StepKind?, action: Action?) -> Diagnostic? {
    if let later = Self.laterWord(key) { return later }
    func diagnostic(_ detail: String, _ remedy: String? = nil) -> Diagnostic {
      Diagnostic(.unknownKey, detail: detail, remedy: remedy, at: key.location)
    }
    if let descriptor = action?.descriptor, descriptor.input(key.text) != nil {
      return diagnostic(
        "A step has no key '\(key.text)'; it is an input of \(descriptor.name).",
        "Put it under 'with'."
      )
    }
    if let kind, kind.innerKeys.contains(key.text) {
      return diagnostic(
        "'\(key.text)' belongs inside '\(kind.rawValue)', and here it stands beside it.",
        "Indent it further."
      )
    }
    if kind == .approval, key.text == "timeout" {
      return diagnostic(
        "An approval has no 'timeout'; it expires.",
        "Write approval: { expires: 48h, … }"
      )
    }
    let owners = StepKind.allCases.filter { $0.keys.contains(key.text) }
    if let kind, let owner = owners.first {
      let others = owners.map(\.words).joined(separator: " or ")
      let isKind = StepKind(rawValue: key.text) == owner
      return diagnostic(
        "'\(key.text)' belongs to \(others), and this is \(kind.words).",
        isKind ? "Make it a step of its own." : nil
      )
    }
    if Self.keys.contains(key.text), key.text != "steps" {
      return diagnostic(
        "A step has no key '\(key.text)'; the workflow has.",
        "Move it to the top of the file, without indentation."
      )
    }
    return nil
  }

  private static func laterWord(_ key: Scalar) -> Diagnostic? {
    guard StepKind.laterWords.contains(key.text) else { return nil }
    return Diagnostic(
      .unknownKey,
      detail: "This version of the language does not have '\(key.text)'.",
      remedy: "Leave it out: the order of the list is the order of the steps.",
      at: key.location
    )
  }
}
