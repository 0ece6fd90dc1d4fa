import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// What follows a failure: `on_error`.
extension Compilation {
  /// The outcomes of an approval besides leave, as the failures that they are kept as.
  static let outcomes = [
    "rejected": DiagnosticCode.approvalRejected.id, "expired": DiagnosticCode.approvalExpired.id,
  ]

  mutating func failureRules(_ fields: Fields) -> [FailureRule] {
    guard let node = fields["on_error"] else { return [] }
    guard let items = node.items else {
      report(
        .wrongShape,
        "'on_error' is a list of rules, and here stands \(node.shapeName).",
        remedy: "Begin each rule with a dash: - then: attention",
        at: node.location
      )
      return []
    }
    return items.compactMap { failureRule($0) }
  }

  private mutating func failureRule(_ node: SyntaxNode) -> FailureRule? {
    guard
      let fields = Fields(
        node,
        of: "A rule of 'on_error'",
        keys: ["when", "then", "hint"],
        diagnostics: &diagnostics
      )
    else { return nil }
    var rule = FailureRule(.attention)
    if let node = fields["when"] {
      rule.failures = failureNames(node.items ?? [node], outcomes: Self.outcomes)
      if rule.failures.isEmpty, node.items != nil {
        report(
          .wrongShape,
          "'when' needs at least one failure kind or code.",
          remedy: "Leave 'when' out for a rule that fits every failure.",
          at: node.location
        )
      }
    }
    _ = fields.required("then", diagnostics: &diagnostics)
    rule.consequence =
      word("then", in: fields, among: FailureRule.Consequence.allCases) ?? .attention
    rule.hint = fields.scalar("hint", diagnostics: &diagnostics)?.text
    return rule
  }

  /// Failure kinds, codes (a SQL Server number, an ARM code, one of ours), and the words of
  /// `outcomes`; never message text.
  mutating func failureNames(
    _ items: [SyntaxNode],
    outcomes: [String: String] = [:]
  ) -> [String] {
    let words = FailureKind.allCases.map(\.rawValue) + outcomes.keys.sorted()
    return items.compactMap { item in
      guard let scalar = item.scalar, !scalar.isNull else {
        report(
          .wrongShape,
          "A failure kind or a code is a single value, and here stands \(item.shapeName).",
          at: item.location
        )
        return nil
      }
      if let code = outcomes[scalar.text] { return code }
      let isCode = scalar.text.wholeMatch(of: /[0-9]+|[A-Z][A-Za-z0-9_.]*/) != nil
      if !isCode, !words.contains(scalar.text) {
        report(
          .invalidValue,
          "'\(scalar.text)' is neither a failure kind nor a code.",
          remedy: didYouMean(scalar.text, among: words)
            ?? "The kinds are \(words.joined(separator: ", ")).",
          at: scalar.location
        )
      }
      return scalar.text
    }
  }
}
