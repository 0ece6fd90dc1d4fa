public import WorkflowModel

/// What a step `uses`: data that describes it, and pure functions from data to data.
///
/// An action sends nothing. From inputs and an observation it returns calls; a sender sends them,
/// the engine retries, and plan, run and report use the same calls.
public struct Action: Sendable {
  public typealias Calls =
    @Sendable (Arguments, Observation?) throws(StepFailure) -> [Call]

  public var descriptor: ActionDescriptor
  /// A read that tells what is already there; all outputs come from it.
  public var probe: Probe?
  /// The writes that make it so; empty for an action that only reads.
  public var calls: Calls?
  /// The writes that take the effect away again; the same probe then says that it is absent.
  public var inverse: Calls?
  /// The outputs that the effect will have, as far as they follow from the inputs and from what
  /// was there before; nil stands for nothing.
  public var foresees: Foresight?
  /// What it looks at and changes; nil stands for everything.
  public var footprint: (@Sendable (Arguments) -> Footprint)?

  public typealias Foresight = @Sendable (Arguments, Observation?) -> [String: Value]

  /// An action that changes something.
  public init(
    _ descriptor: ActionDescriptor,
    probe: Probe?,
    calls: @escaping Calls,
    inverse: Calls? = nil,
    foresees: Foresight? = nil,
    footprint: (@Sendable (Arguments) -> Footprint)? = nil
  ) {
    self.descriptor = descriptor
    self.probe = probe
    self.calls = calls
    self.inverse = inverse
    self.foresees = foresees
    self.footprint = footprint
  }

  /// An action that only reads.
  public init(
    reading descriptor: ActionDescriptor,
    probe: Probe,
    footprint: (@Sendable (Arguments) -> Footprint)? = nil
  ) {
    self.descriptor = descriptor
    self.probe = probe
    self.footprint = footprint
  }

  public var effect: Effect {
    if calls == nil { return .read }
    if descriptor.isRepeatable { return .repeatable }
    return probe == nil ? .unsafe : .probed
  }
}

/// What sending an action twice would do; follows from its parts.
public enum Effect: String, Hashable, Sendable {
  /// Changes nothing.
  case read
  /// The probe decides whether it must be sent.
  case probed
  /// The target itself refuses or ignores a second sending, as its documentation says.
  case repeatable
  /// Only a person can say, after a lost answer, whether it was done.
  case unsafe
}

/// Read calls and a function from their answers to an observation.
public struct Probe: Sendable {
  public var calls: @Sendable (Arguments) throws(StepFailure) -> [Call]
  /// Given one answer for each call, in order.
  public var read: @Sendable (Arguments, [Answer]) throws(StepFailure) -> Observation

  public init(
    calls: @escaping @Sendable (Arguments) throws(StepFailure) -> [Call],
    read: @escaping @Sendable (Arguments, [Answer]) throws(StepFailure) -> Observation
  ) {
    self.calls = calls
    self.read = read
  }
}

/// What a probe saw, in the terms that decide what follows.
public struct Observation: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case absent
    /// There, and as it should be.
    case mine
    /// There under our name and differing; the descriptor says whether it is altered or asked about.
    case different
    /// There, and somebody else's.
    case foreign
    /// The target is still at work; with a handle when it can be followed.
    case inProgress(OperationHandle?)
    /// There, and in a failed state.
    case goneBad
  }

  public var state: State
  public var outputs: [String: Value]
  /// One line for people: the evidence.
  public var summary: String
  /// What a person can do, where the state needs one.
  public var remedy: String?

  public init(
    _ state: State,
    outputs: [String: Value] = [:],
    summary: String,
    remedy: String? = nil
  ) {
    self.state = state
    self.outputs = outputs
    self.summary = summary
    self.remedy = remedy
  }
}
