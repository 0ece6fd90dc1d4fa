public import WorkflowModel

/// Carries calls to their targets; never retries, never decides.
public protocol Sender: Sendable {
  /// What the calls of one attempt share; nothing is connected before the first call.
  ///
  /// The barrier is a name that is taken exclusively in each SQL target before the first statement
  /// there and held until `close`, so that a statement of an earlier, dead session can no longer
  /// land; nil for reads, which need none.
  func open(barrier: String?) -> any SenderSession
  /// Gives back what sessions share, such as connections that are kept open.
  func close() async
}

/// What the calls of one attempt share.
public protocol SenderSession: Sendable {
  func send(_ call: Call) async throws(CallFailure) -> Answer
  /// Asks a target about a long operation.
  func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus
  func close() async
}

/// What a target says of a long operation.
public enum OperationStatus: Hashable, Sendable {
  case running(next: Duration, percent: Double?, summary: String)
  case succeeded
  case failed(code: String, message: String)
  /// The target no longer knows it: the resource itself must be probed.
  case unknown
}

/// How a call failed, as far as the wire can tell.
public struct CallFailure: Error, Hashable, Sendable {
  public enum Phase: Hashable, Sendable {
    /// It cannot have reached the target.
    case notSent
    /// The target answered with an error.
    case refused
    /// It may have been done: no answer came.
    case answerLost
    /// We gave up waiting, or were cancelled.
    case abandoned
  }

  public var phase: Phase
  /// A SQL Server number, an ARM code, or one of ours (`LF7…`).
  public var code: String
  public var message: String
  public var remedy: String?
  /// For HTTP.
  public var status: Int?
  public var retryAfter: Duration?

  public init(
    _ phase: Phase,
    code: String,
    message: String,
    remedy: String? = nil,
    status: Int? = nil,
    retryAfter: Duration? = nil
  ) {
    self.phase = phase
    self.code = code
    self.message = message
    self.remedy = remedy
    self.status = status
    self.retryAfter = retryAfter
  }
}
