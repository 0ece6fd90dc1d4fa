/// A person's act: who, what, and why.
public struct Decision: Hashable, Sendable, Codable {
  public enum Verb: Hashable, Sendable, Codable {
    /// The run goes on, and every step that waits for a person is probed and tried again.
    case retryAll
    /// One step is probed and tried again.
    case retry(StepAddress)
    /// One step is left out; later steps read these outputs.
    case skip(StepAddress, outputs: [String: Value])
    /// A person has seen whether a step's effect is there.
    case resolve(StepAddress, Verdict, outputs: [String: Value])
    case approve(StepAddress)
    case reject(StepAddress)
    case pause
    case cancel
    case rollback
  }

  /// What a person saw on the target.
  public enum Verdict: String, Hashable, Sendable, Codable {
    case done
    case notDone = "not_done"
  }

  public var verb: Verb
  public var person: String
  public var reason: String
  /// No process drove the run when it was recorded, so that nothing it lets begin is in flight.
  public var isWhileIdle: Bool

  public init(_ verb: Verb, by person: String, reason: String, isWhileIdle: Bool = false) {
    self.verb = verb
    self.person = person
    self.reason = reason
    self.isWhileIdle = isWhileIdle
  }
}

extension Decision.Verb {
  /// The step that it is about; nil for the whole run.
  public var step: StepAddress? {
    switch self {
    case .retry(let step), .skip(let step, _), .resolve(let step, _, _), .approve(let step),
      .reject(let step):
      step
    case .retryAll, .pause, .cancel, .rollback: nil
    }
  }

  /// The command's word.
  public var word: String {
    switch self {
    case .retryAll: "resume"
    case .retry: "retry"
    case .skip: "skip"
    case .resolve: "resolve"
    case .approve: "approve"
    case .reject: "reject"
    case .pause: "pause"
    case .cancel: "cancel"
    case .rollback: "rollback"
    }
  }
}
