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
  case person(StepFailure)
}

/// One try at a step's effect, and the lease epoch it was opened under.
public struct Attempt: Hashable, Sendable, Codable {
  /// Counts from 1.
  public var number: Int
  public var epoch: Int64
  public var openedAt: Instant
  /// Something of it, or of an attempt before it, was sent and may have been done.
  public var mayHaveLanded: Bool
  /// The long operation that the target accepted for it.
  public var operation: OperationHandle?

  public init(
    number: Int,
    epoch: Int64,
    openedAt: Instant,
    mayHaveLanded: Bool = false,
    operation: OperationHandle? = nil
  ) {
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
  }

  case done(Completion)
  case failed(StepFailure)
  case skipped(String)
  case cancelled
}

extension StepState {
  public var isSettled: Bool {
    if case .settled = self { true } else { false }
  }

  /// The failure that a person must look at, if that is what the step waits for.
  public var attention: StepFailure? {
    switch self {
    case .pending(.person(let failure)), .open(_, .person(let failure)): failure
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
  case succeeded
  case noOp = "no change"
  case adopted
  case failed
  case skipped
  case cancelled

  public init(_ state: StepState) {
    self =
      switch state {
      case .pending(nil): .running
      case .pending(.timer): .retryWait
      case .pending(.target): .waiting
      case .pending(.person), .open(_, .person): .attention
      case .open(_, nil): .running
      case .open(_, .timer): .uncertain
      case .open(_, .target): .waiting
      case .settled(.done(.executed)): .succeeded
      case .settled(.done(.noOp)): .noOp
      case .settled(.done(.adopted)): .adopted
      case .settled(.failed): .failed
      case .settled(.skipped): .skipped
      case .settled(.cancelled): .cancelled
      }
  }
}
