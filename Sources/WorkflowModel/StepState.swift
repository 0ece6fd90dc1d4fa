/// The whole of what is stored about a step's progress; every name people see is computed from it.
public enum StepState: Hashable, Sendable, Codable {
  /// Nothing of it is in flight. A wait says what it is for; none means its members are at work.
  case pending(Wait?)
  /// It may have been sent: probed before anything is sent again, always.
  case open(Attempt, Wait?)
  case settled(StepResult)
}

/// What a step waits for; always ended by an event.
public enum Wait: Hashable, Sendable, Codable {
  case timer(until: Instant)
  /// The next look at a target.
  case target(next: Instant)
  case person(Question)
}

/// What only a person can settle.
public enum Question: Hashable, Sendable, Codable {
  /// Something went wrong.
  case failure(StepFailure)
  /// Leave to go on; the evidence is what there is to judge by.
  case approval(message: String, evidence: [Value], expires: Instant)
  /// Work to be done by hand, which a read will prove.
  case work(instructions: String)
}

/// One try at a step's effect or at undoing it, and the lease epoch it was opened under.
public struct Attempt: Hashable, Sendable, Codable {
  public enum Aim: String, Hashable, Sendable, Codable {
    case apply
    case undo
  }

  public var aim: Aim
  /// Counts from 1.
  public var number: Int
  public var epoch: Int64
  public var openedAt: Instant
  /// Something of it, or of an attempt before it, was sent and may have been done.
  public var mayHaveLanded: Bool
  /// The long operation that the target accepted for it.
  public var operation: OperationHandle?

  public init(
    _ aim: Aim = .apply,
    number: Int,
    epoch: Int64,
    openedAt: Instant,
    mayHaveLanded: Bool = false,
    operation: OperationHandle? = nil
  ) {
    self.aim = aim
    self.number = number
    self.epoch = epoch
    self.openedAt = openedAt
    self.mayHaveLanded = mayHaveLanded
    self.operation = operation
  }
}

/// How a target can be asked about an operation it is still busy with.
public struct OperationHandle: Hashable, Sendable, Codable {
  public var connection: String
  /// The status address, or what the plugin's sender needs to ask again.
  public var address: String
  /// For the target's support: operation or correlation id.
  public var identifier: String?
  /// How long the target asked to wait before the first look.
  public var pollAfter: Duration

  public init(
    connection: String,
    address: String,
    identifier: String? = nil,
    pollAfter: Duration = .seconds(15)
  ) {
    self.connection = connection
    self.address = address
    self.identifier = identifier
    self.pollAfter = pollAfter
  }
}

/// How a step ended.
public enum StepResult: Hashable, Sendable, Codable {
  public enum Completion: String, Hashable, Sendable, Codable {
    /// This run sent it and the probe found it.
    case executed
    /// The probe found it there before anything was sent.
    case noOp = "no_op"
    /// Sent without an answer; the probe found it there.
    case adopted
    /// Found by the probe after a restart: whether this run made it, or it was there before, is
    /// not known.
    case found
    /// A person found it there.
    case resolved
    /// A person gave leave.
    case approved
  }

  case done(Completion)
  case failed(StepFailure)
  case skipped(String)
  case cancelled
  /// Its effect was there, and was taken away again.
  case undone
}

extension StepState {
  public var isSettled: Bool {
    if case .settled = self { true } else { false }
  }

  /// The failure that a person must look at, if that is what the step waits for.
  public var attention: StepFailure? {
    if case .failure(let failure) = question { failure } else { nil }
  }

  /// What a person is asked, if that is what the step waits for.
  public var question: Question? {
    switch self {
    case .pending(.person(let question)), .open(_, .person(let question)): question
    default: nil
    }
  }

  public var attempt: Attempt? {
    if case .open(let attempt, _) = self { attempt } else { nil }
  }
}

/// What people read for a step.
public enum StepStatus: String, Hashable, Sendable, Codable {
  case pending
  case running
  case retryWait = "retry wait"
  case waiting
  case uncertain
  case attention
  case approval = "needs approval"
  case work = "needs work"
  case undoing
  case succeeded
  case noOp = "no change"
  case adopted
  case found
  case resolved
  case approved
  case failed
  case skipped
  case cancelled
  case undone

  public init(_ state: StepState) {
    self =
      switch state {
      case .pending(nil): .running
      case .pending(.timer): .retryWait
      case .pending(.target): .waiting
      case .pending(.person(let question)), .open(_, .person(let question)): Self(question)
      case .open(let attempt, nil): attempt.aim == .undo ? .undoing : .running
      case .open(_, .timer): .uncertain
      case .open(_, .target): .waiting
      case .settled(.done(let how)): Self(how)
      case .settled(.failed): .failed
      case .settled(.skipped): .skipped
      case .settled(.cancelled): .cancelled
      case .settled(.undone): .undone
      }
  }

  private init(_ question: Question) {
    self =
      switch question {
      case .failure: .attention
      case .approval: .approval
      case .work: .work
      }
  }

  private init(_ completion: StepResult.Completion) {
    self =
      switch completion {
      case .executed: .succeeded
      case .noOp: .noOp
      case .adopted: .adopted
      case .found: .found
      case .resolved: .resolved
      case .approved: .approved
      }
  }

  /// Whether a person is asked something.
  public var needsPerson: Bool {
    switch self {
    case .attention, .approval, .work: true
    default: false
    }
  }
}
