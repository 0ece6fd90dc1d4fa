/// Holds a run until something outside it says that it may go on.
public enum Gate: Hashable, Sendable, Codable {
  /// A read of a target.
  case reading(Reading)
  /// A time.
  case time(Moment)
  /// A person's leave.
  case approval(Approval)
  /// A person's work, which a read proves.
  case work(ManualWork)

  /// What is read, where the gate reads.
  public var read: ActionUse? {
    switch self {
    case .reading(let reading): reading.use
    case .work(let work): work.proof
    case .time, .approval: nil
    }
  }
}

/// A read that is repeated until its answer is as wanted.
public struct Reading: Hashable, Sendable, Codable {
  public var use: ActionUse
  public var every: Duration
  public var until: Expression
  public var failWhen: Expression?
  /// Percent, 0 to 100.
  public var progress: Expression?
  /// How long `until` must go on being true.
  public var stableFor: Duration?

  public init(
    _ use: ActionUse,
    every: Duration,
    until: Expression,
    failWhen: Expression? = nil,
    progress: Expression? = nil,
    stableFor: Duration? = nil
  ) {
    self.use = use
    self.every = every
    self.until = until
    self.failWhen = failWhen
    self.progress = progress
    self.stableFor = stableFor
  }
}

/// When a waiting step ends.
public enum Moment: Hashable, Sendable, Codable {
  /// A duration after the step began: `10m`.
  case after(Template)
  /// A time as ISO 8601 text, in UTC: `2026-12-01T22:00:00Z`.
  case at(Template)
}

/// A question to a person, with what there is to judge by.
public struct Approval: Hashable, Sendable, Codable {
  public var message: Template
  public var evidence: [Template]

  public init(message: Template, evidence: [Template] = []) {
    self.message = message
    self.evidence = evidence
  }
}

/// What cannot be done over a connection, and the read that proves that it was done.
public struct ManualWork: Hashable, Sendable, Codable {
  public var instructions: Template
  public var proof: ActionUse
  /// Of the read's answer, `result`.
  public var until: Expression

  public init(instructions: Template, proof: ActionUse, until: Expression) {
    self.instructions = instructions
    self.proof = proof
    self.until = until
  }
}
