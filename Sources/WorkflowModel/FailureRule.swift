/// What follows a failure, for a step and all that is inside it.
public struct FailureRule: Hashable, Sendable, Codable {
  public enum Consequence: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is tried again as the step's retry says, whatever kind of failure it is; then a person.
    case retry
    /// A person decides.
    case attention
    /// The item of a `foreach` that it is in ends as failed; outside of one, the run.
    case fail
    /// The step is left out.
    case skip
    /// All that the run did is undone.
    case rollback
  }

  /// Failure kinds or codes; empty fits all.
  public var failures: [String]
  public var consequence: Consequence
  /// For the person who must decide.
  public var hint: String?

  public init(_ consequence: Consequence, when failures: [String] = [], hint: String? = nil) {
    self.failures = failures
    self.consequence = consequence
    self.hint = hint
  }

  public func fits(_ failure: StepFailure) -> Bool {
    failures.isEmpty || failures.contains(failure.kind.rawValue) || failures.contains(failure.code)
  }
}
