/// Something that happened, with the time and the chance that the machine may not look up itself.
///
/// The journal is the list of a run's events; folding them through the machine gives its rows.
public struct Event: Hashable, Sendable, Codable {
  public enum Kind: Hashable, Sendable, Codable {
    case runStarted
    /// A step's effect is there.
    case stepDone(StepAddress, StepCompletion)
    /// The target accepted a long operation and named it.
    case operationAccepted(StepAddress, OperationHandle, next: Duration, calls: [SentCall])
    /// A long operation is still under way.
    case operationRunning(
      StepAddress,
      next: Duration,
      percent: Double?,
      summary: String,
      calls: [SentCall]
    )
    /// A long operation cannot be asked about until a person mends something; it goes on.
    case operationUnreadable(StepAddress, StepFailure)
    case stepFailed(StepAddress, StepFailure, calls: [SentCall])
    /// A probe in a run that is to end found nothing of the step's effect.
    case stepAbsent(StepAddress, summary: String)
    /// A gate's read was answered; the summary is its evidence in a line.
    case gateRead(StepAddress, result: [String: Value], summary: String)
    /// Timers and deadlines that are due.
    case timePassed
    case decided(Decision)
  }

  public var at: Instant
  /// 0 to 1; moves a retry's delay.
  public var chance: Double
  /// The lease epoch under which it happened.
  public var epoch: Int64
  public var kind: Kind

  public init(_ kind: Kind, at: Instant, chance: Double = 0.5, epoch: Int64 = 1) {
    self.kind = kind
    self.at = at
    self.chance = chance
    self.epoch = epoch
  }
}

/// What an action left behind when it was done.
public struct StepCompletion: Hashable, Sendable, Codable {
  public var how: StepResult.Completion
  public var outputs: [String: Value]
  /// One line for people: what the probe saw.
  public var summary: String
  public var calls: [SentCall]

  public init(
    _ how: StepResult.Completion,
    outputs: [String: Value] = [:],
    summary: String = "",
    calls: [SentCall] = []
  ) {
    self.how = how
    self.outputs = outputs
    self.summary = summary
    self.calls = calls
  }
}

/// A write as it was sent, its secrets masked; reports print it and never render it again.
public struct SentCall: Hashable, Sendable, Codable {
  public var connection: String
  public var purpose: String
  /// The statement, or method, address and body.
  public var text: String
  /// What the target answered, in a line.
  public var answer: String
  public var at: Instant

  public init(connection: String, purpose: String, text: String, answer: String, at: Instant) {
    self.connection = connection
    self.purpose = purpose
    self.text = text
    self.answer = answer
    self.at = at
  }
}
