import WorkflowDiagnostics
import WorkflowSyntax

/// The first lines of a file: its name and the version of the language.
extension Compilation {
  mutating func workflowName(_ fields: Fields) -> String {
    guard let scalar = fields.requiredScalar("workflow", diagnostics: &diagnostics) else {
      return ""
    }
    if scalar.text.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) == nil {
      report(
        .invalidName,
        "'\(scalar.text)' cannot be the name of a workflow.",
        remedy: "Use small letters, digits and single hyphens: create-link",
        at: scalar.location
      )
    }
    return scalar.text
  }

  mutating func languageVersion(_ fields: Fields) {
    guard let scalar = fields.requiredScalar("language", diagnostics: &diagnostics) else { return }
    if scalar.asInt != 1 {
      report(
        .unsupportedLanguage,
        "This is written in version '\(scalar.text)' of the language, and version 1 is known.",
        remedy: "Write language: 1",
        at: scalar.location
      )
    }
  }

  /// Whether a name may stand in an expression; what may not is reported.
  mutating func checkName(_ name: Scalar, of thing: String, example: String) -> Bool {
    if name.text.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil { return true }
    report(
      .invalidName,
      "'\(name.text)' cannot be the name of \(thing).",
      remedy: "Use small letters, digits and underscores, with a letter first: \(example)",
      at: name.location
    )
    return false
  }
}
