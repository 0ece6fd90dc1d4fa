/// One step as its author wrote it.
public struct StepDefinition: Hashable, Sendable, Codable {
  public enum Kind: Hashable, Sendable, Codable {
    case action(ActionUse)
    case gate(Gate)
    case group(Group)
  }

  /// Unique in the definition: `[a-z][a-z0-9_]*`, and inside a called workflow the id of each
  /// call before it with a point between, `prepare.server`.
  public var id: String
  public var title: String?
  /// The step is skipped when this is false.
  public var condition: Expression?
  public var kind: Kind
  /// Becomes an absolute deadline when the step opens, and survives restarts.
  public var timeout: Duration
  public var retry: RetryPolicy
  /// What follows a failure that is not tried again: the first rule that fits.
  public var onError: [FailureRule]
  public var undo: Undo?
  /// There is no way back by undoing once this may have been sent.
  public var isPivot: Bool
  /// Whether a person may leave it out.
  public var isSkippable: Bool

  public init(
    id: String,
    title: String? = nil,
    condition: Expression? = nil,
    kind: Kind,
    timeout: Duration = .seconds(15 * 60),
    retry: RetryPolicy = .standard,
    onError: [FailureRule] = [],
    undo: Undo? = nil,
    isPivot: Bool = false,
    isSkippable: Bool = true
  ) {
    self.id = id
    self.title = title
    self.condition = condition
    self.kind = kind
    self.timeout = timeout
    self.retry = retry
    self.onError = onError
    self.undo = undo
    self.isPivot = isPivot
    self.isSkippable = isSkippable
  }

  /// The id as its author wrote it, which addresses are made of.
  public var name: String { id.split(separator: ".").last.map(String.init) ?? id }
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
