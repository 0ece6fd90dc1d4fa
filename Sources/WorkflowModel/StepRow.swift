/// The stored row of one step of one run.
public struct StepRow: Hashable, Sendable, Codable {
  public var address: StepAddress
  public var parent: StepAddress
  /// The definition's id, without the path.
  public var step: String
  public var state: StepState
  /// Evaluated when the step became ready, never again.
  public var arguments: [String: Value]
  public var outputs: [String: Value]
  /// Of an undo that another action does: what it is given, evaluated when it is to be done.
  public var undoArguments: [String: Value]?
  /// Of a `foreach`: its items, evaluated once.
  public var items: [Item]
  /// Of one item of a `foreach`: which one.
  public var item: Item?
  /// Of an item of a `foreach`: why it ends as failed once nothing in it is under way.
  public var failure: StepFailure?
  /// How many attempts were opened since a person last decided; bounded by the retry policy.
  public var attempts: Int
  public var startedAt: Instant
  public var settledAt: Instant?
  /// Past this a step waits for a person.
  public var deadline: Instant
  /// What the last look at the target said.
  public var observation: Observed?

  public struct Item: Hashable, Sendable, Codable {
    public var key: String
    public var value: Value

    public init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The last reading of a gate or of a long operation; one, however often it looked.
  public struct Observed: Hashable, Sendable, Codable {
    public var at: Instant
    public var percent: Double?
    /// One line for people.
    public var summary: String
    /// Since when `until` has been true without a break.
    public var trueSince: Instant?
    /// Reads that failed since the last one that was answered.
    public var failures: Int

    public init(
      at: Instant,
      percent: Double? = nil,
      summary: String,
      trueSince: Instant? = nil,
      failures: Int = 0
    ) {
      self.at = at
      self.percent = percent
      self.summary = summary
      self.trueSince = trueSince
      self.failures = failures
    }
  }

  public init(
    address: StepAddress,
    parent: StepAddress,
    step: String,
    state: StepState,
    arguments: [String: Value] = [:],
    outputs: [String: Value] = [:],
    items: [Item] = [],
    item: Item? = nil,
    startedAt: Instant,
    deadline: Instant
  ) {
    self.address = address
    self.parent = parent
    self.step = step
    self.state = state
    self.arguments = arguments
    self.outputs = outputs
    self.items = items
    self.item = item
    self.attempts = 0
    self.startedAt = startedAt
    self.deadline = deadline
  }

  public var status: StepStatus { StepStatus(state) }

  /// Whether this run made, or may have made, an effect that has not been taken away again; what
  /// was there before is not the run's to undo.
  public var hasEffectToUndo: Bool {
    switch state {
    case .settled(.done(let how)): how != .noOp && how != .approved
    case .open(let attempt, _): attempt.aim == .undo
    default: false
    }
  }

  /// Whether the run cannot end before this is undone.
  public func owes(_ undo: Undo) -> Bool { undo.occasion == .always && hasEffectToUndo }
}
