/// Steps that belong together: in order, side by side, or once for each item of a list.
public struct Group: Hashable, Sendable, Codable {
  public enum Order: String, Hashable, Sendable, Codable {
    case sequence
    case parallel
  }

  public struct Iteration: Hashable, Sendable, Codable {
    public enum OnItemFailure: String, Hashable, Sendable, Codable {
      /// The other items go on, and new ones begin.
      case `continue`
      /// Items under way go on; no new one begins.
      case stopNew = "stop_new"
    }

    /// Evaluated once, and stored.
    public var list: Template
    public var variable: String
    /// The item's stable address; the item itself when absent.
    public var key: Expression?
    public var onItemFailure: OnItemFailure

    public init(
      list: Template,
      variable: String,
      key: Expression? = nil,
      onItemFailure: OnItemFailure = .continue
    ) {
      self.list = list
      self.variable = variable
      self.key = key
      self.onItemFailure = onItemFailure
    }
  }

  public var members: [StepDefinition]
  /// Of the members; items of an iteration always run side by side within `concurrency`.
  public var order: Order
  /// How many items or parallel members may be under way at once; nil is no bound.
  public var concurrency: Int?
  public var iteration: Iteration?
  /// Of the group, or of each item.
  public var outputs: [String: Template]
  /// Set where the group is another workflow, inlined.
  public var call: CalledWorkflow?

  public init(
    members: [StepDefinition],
    order: Order = .sequence,
    concurrency: Int? = nil,
    iteration: Iteration? = nil,
    outputs: [String: Template] = [:],
    call: CalledWorkflow? = nil
  ) {
    self.members = members
    self.order = order
    self.concurrency = concurrency
    self.iteration = iteration
    self.outputs = outputs
    self.call = call
  }
}
