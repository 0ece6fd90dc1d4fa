import WorkflowModel

/// What a run has passed when it comes to a place, as far as the safety lints ask for it.
struct Trail {
  /// The last step from which there is no way back.
  var pivot: String?
  /// Whether a person's leave was asked for.
  var hasApproval = false
  /// The actions that were polled, each with the output names that its `until` reads.
  var polls: [String: Set<String>] = [:]

  mutating func merge(_ other: Trail) {
    pivot = other.pivot ?? pivot
    hasApproval = hasApproval || other.hasApproval
    polls.merge(other.polls) { $0.union($1) }
  }
}
