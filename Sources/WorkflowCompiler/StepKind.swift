import WorkflowSyntax

/// The word that says what a step is; it has exactly one.
enum StepKind: String, CaseIterable {
  case uses
  case poll
  case wait
  case approval
  case manual
  case steps
  case parallel
  case foreach
  case choice = "switch"
  case call

  /// Words that later versions of the language may have.
  static let laterWords = ["needs"]

  static let commonKeys = ["id", "title", "if", "timeout", "on_error", "skippable"]

  static let allKeys = commonKeys + Set(allCases.flatMap(\.ownKeys)).sorted()

  /// An approval has its time inside: `expires`.
  var keys: [String] {
    (self == .approval ? Self.commonKeys.filter { $0 != "timeout" } : Self.commonKeys) + ownKeys
  }

  private var ownKeys: [String] {
    switch self {
    case .uses: ["uses", "with", "retry", "undo", "pivot"]
    case .poll:
      ["poll", "with", "every", "until", "fail_when", "progress", "stable_for", "retry"]
    case .wait: ["wait"]
    case .approval: ["approval"]
    case .manual: ["manual"]
    case .steps: ["steps", "outputs"]
    case .parallel: ["parallel", "max_parallel", "outputs"]
    case .foreach:
      ["foreach", "as", "key", "max_parallel", "on_item_failure", "steps", "outputs"]
    case .choice: ["switch", "cases", "default", "outputs"]
    case .call: ["call", "with"]
    }
  }

  /// The keys of the mapping that stands behind the word, where it is one.
  var innerKeys: [String] {
    switch self {
    case .wait: ["for", "until"]
    case .approval: ["message", "evidence", "expires"]
    case .manual: ["instructions", "verify", "with", "until"]
    default: []
    }
  }

  /// What people call a step of this kind.
  var words: String {
    switch self {
    case .uses: "a step with 'uses'"
    case .poll: "a poll"
    case .wait: "a wait"
    case .approval: "an approval"
    case .manual: "a manual step"
    case .steps: "a group of steps"
    case .parallel: "a parallel group"
    case .foreach: "a foreach"
    case .choice: "a switch"
    case .call: "a call"
    }
  }

  /// The kinds that a step claims to be; `foreach` has `steps` of its own.
  static func claimed(by step: SyntaxNode) -> [StepKind] {
    let keys = Set((step.entries ?? []).map(\.key.text))
    let claimed = allCases.filter { keys.contains($0.rawValue) }
    return claimed.contains(.foreach) ? claimed.filter { $0 != .steps } : claimed
  }
}
