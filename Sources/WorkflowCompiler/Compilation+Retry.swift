import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// What a step does without saying so: `defaults`.
struct StepDefaults {
  var timeout = Duration.seconds(15 * 60)
  var retry = RetryPolicy.standard
}

extension Compilation {
  mutating func stepDefaults(_ fields: Fields) -> StepDefaults {
    var defaults = StepDefaults()
    guard let node = fields["defaults"], !node.isNull,
      let fields = Fields(
        node,
        of: "'defaults'",
        keys: ["timeout", "retry"],
        diagnostics: &diagnostics
      )
    else { return defaults }
    defaults.timeout = duration("timeout", in: fields) ?? defaults.timeout
    defaults.retry = retry(fields, onTopOf: defaults.retry) ?? defaults.retry
    return defaults
  }

  /// The policy under `retry`, or nil when there is none; what it leaves out stays as it was.
  mutating func retry(_ fields: Fields, onTopOf base: RetryPolicy) -> RetryPolicy? {
    guard let node = fields["retry"],
      let fields = Fields(
        node,
        of: "'retry'",
        keys: ["errors", "max_attempts", "backoff"],
        diagnostics: &diagnostics
      )
    else { return nil }
    var policy = base
    if let node = fields["errors"] { policy.errors = errors(node) }
    policy.maxAttempts = count("max_attempts", in: fields, atLeast: 1) ?? base.maxAttempts
    if let node = fields["backoff"],
      let fields = Fields(
        node,
        of: "'backoff'",
        keys: ["initial", "factor", "max", "jitter"],
        diagnostics: &diagnostics
      )
    {
      policy.initial = duration("initial", in: fields) ?? base.initial
      policy.factor = number("factor", in: fields, from: 1...100) ?? base.factor
      policy.max = duration("max", in: fields) ?? base.max
      policy.jitter = number("jitter", in: fields, from: 0...1) ?? base.jitter
    }
    return policy
  }

  /// Failure kinds, or codes: a SQL Server number, an ARM code, one of ours; never message text.
  private mutating func errors(_ node: SyntaxNode) -> [String] {
    guard let items = node.items else {
      report(
        .wrongShape,
        "'errors' is a list of failure kinds and codes, and here stands \(node.shapeName).",
        remedy: node.scalar.map { "Write errors: [\($0.text)]" },
        at: node.location
      )
      return []
    }
    return failureNames(items)
  }
}
