package import WorkflowModel

/// A person's act that waits for the process that drives the run.
package struct Submission: Hashable, Sendable {
  package var number: Int64
  package var decision: Decision

  package init(number: Int64, decision: Decision) {
    self.number = number
    self.decision = decision
  }
}

/// What became of a submitted act.
package struct DecisionAnswer: Hashable, Sendable {
  package var submission: Int64
  /// Why it was refused; nil when it was done.
  package var refusal: String?

  package init(submission: Int64, refusal: String? = nil) {
    self.submission = submission
    self.refusal = refusal
  }
}
