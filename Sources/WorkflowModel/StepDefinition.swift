/// One step as its author wrote it.
public struct StepDefinition: Hashable, Sendable, Codable {
  public enum Kind: Hashable, Sendable, Codable {
    case action(ActionUse)
    case gate(Gate)
    case group(Group)
  }

  /// `[a-z][a-z0-9_]*`, unique in the file.
  public var id: String
  public var title: String?
  /// The step is skipped when this is false.
  public var condition: Expression?
  public var kind: Kind
  /// Becomes an absolute deadline when the step opens, and survives restarts.
  public var timeout: Duration
  public var retry: RetryPolicy

  public init(
    id: String,
    title: String? = nil,
    condition: Expression? = nil,
    kind: Kind,
    timeout: Duration = .seconds(15 * 60),
    retry: RetryPolicy = .standard
  ) {
    self.id = id
    self.title = title
    self.condition = condition
    self.kind = kind
    self.timeout = timeout
    self.retry = retry
  }
}

/// An action and what it is given.
public struct ActionUse: Hashable, Sendable, Codable {
  public var action: String
  public var arguments: [String: Template]

  public init(action: String, arguments: [String: Template] = [:]) {
    self.action = action
    self.arguments = arguments
  }
}

/// Holds a run until a read of a target says that it may go on.
public struct Gate: Hashable, Sendable, Codable {
  public var read: ActionUse
  public var every: Duration
  public var until: Expression
  public var failWhen: Expression?
  /// Percent, 0 to 100.
  public var progress: Expression?
  /// How long `until` must go on being true.
  public var stableFor: Duration?

  public init(
    read: ActionUse,
    every: Duration,
    until: Expression,
    failWhen: Expression? = nil,
    progress: Expression? = nil,
    stableFor: Duration? = nil
  ) {
    self.read = read
    self.every = every
    self.until = until
    self.failWhen = failWhen
    self.progress = progress
    self.stableFor = stableFor
  }
}
