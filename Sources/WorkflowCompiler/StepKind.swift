import WorkflowSyntax

/// The word that says what a step is; it has exactly one.
enum StepKind: String, CaseIterable {
  case uses
  case poll
  case steps
  case parallel
  case foreach

  static let commonKeys = ["id", "title", "if", "timeout"]

  /// Words that later versions of the language will have.
  static let laterWords = [
    "approval", "manual", "wait", "switch", "call", "on_error", "undo", "pivot", "finally", "needs",
  ]

  static let allKeys = commonKeys + Set(allCases.flatMap(\.ownKeys)).sorted()

  var keys: [String] { Self.commonKeys + ownKeys }

  private var ownKeys: [String] {
    switch self {
    case .uses: ["uses", "with", "retry"]
    case .poll:
      ["poll", "with", "every", "until", "fail_when", "progress", "stable_for", "retry"]
    case .steps: ["steps", "outputs"]
    case .parallel: ["parallel", "max_parallel", "outputs"]
    case .foreach:
      ["foreach", "as", "key", "max_parallel", "on_item_failure", "steps", "outputs"]
    }
  }

  /// What people call a step of this kind.
  var words: String {
    switch self {
    case .uses: "a step with 'uses'"
    case .poll: "a poll"
    case .steps: "a group of steps"
    case .parallel: "a parallel group"
    case .foreach: "a foreach"
    }
  }

  /// The kinds that a step claims to be; `foreach` has `steps` of its own.
  static func claimed(by step: SyntaxNode) -> [StepKind] {
    let keys = Set((step.entries ?? []).map(\.key.text))
    let claimed = allCases.filter { keys.contains($0.rawValue) }
    return claimed.contains(.foreach) ? claimed.filter { $0 != .steps } : claimed
  }
}
