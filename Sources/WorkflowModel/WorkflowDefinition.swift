import Crypto
import Foundation
public import Secrets

/// What a workflow file compiles to; a run is pinned to one, named by its SHA-256.
///
/// It holds neither places nor comments, so that formatting a file does not change its name.
public struct WorkflowDefinition: Hashable, Sendable, Codable {
  public var name: String
  /// The version of the language, 1.
  public var language: Int
  public var summary: String?
  public var inputs: [InputDeclaration]
  public var secrets: [String: SecretReference]
  public var steps: [StepDefinition]
  public var outputs: [String: Template]
  /// The version of every action that a step uses, by name.
  public var actions: [String: Int]

  public init(
    name: String,
    language: Int = 1,
    summary: String? = nil,
    inputs: [InputDeclaration] = [],
    secrets: [String: SecretReference] = [:],
    steps: [StepDefinition],
    outputs: [String: Template] = [:],
    actions: [String: Int] = [:]
  ) {
    self.name = name
    self.language = language
    self.summary = summary
    self.inputs = inputs
    self.secrets = secrets
    self.steps = steps
    self.outputs = outputs
    self.actions = actions
  }

  /// The SHA-256 of the canonical JSON.
  public func id() throws -> DefinitionID {
    let digest = SHA256.hash(data: try CanonicalJSON.data(self))
    return DefinitionID(rawValue: digest.map { String(format: "%02x", $0) }.joined())
  }
}

/// A value that a run is given from outside.
public struct InputDeclaration: Hashable, Sendable, Codable {
  public var name: String
  public var type: ValueType
  public var summary: String?
  /// Makes the input optional to give.
  public var defaultValue: Value?
  /// The least number of items of a list.
  public var minItems: Int?
  /// Whether the items of a list must differ.
  public var unique: Bool

  public init(
    name: String,
    type: ValueType,
    summary: String? = nil,
    defaultValue: Value? = nil,
    minItems: Int? = nil,
    unique: Bool = false
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultValue = defaultValue
    self.minItems = minItems
    self.unique = unique
  }
}

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

  public init(
    members: [StepDefinition],
    order: Order = .sequence,
    concurrency: Int? = nil,
    iteration: Iteration? = nil,
    outputs: [String: Template] = [:]
  ) {
    self.members = members
    self.order = order
    self.concurrency = concurrency
    self.iteration = iteration
    self.outputs = outputs
  }
}

/// How often, and after which failures, a step is tried again.
public struct RetryPolicy: Hashable, Sendable, Codable {
  /// Failure kinds or codes; `indeterminate` needs no mention, since a probe decides it.
  public var errors: [String]
  /// Counts the first attempt.
  public var maxAttempts: Int
  public var initial: Duration
  public var factor: Double
  public var max: Duration
  /// The share of the delay by which chance moves it, 0 to 1.
  public var jitter: Double

  public init(
    errors: [String] = [FailureKind.transient.rawValue],
    maxAttempts: Int = 5,
    initial: Duration = .seconds(5),
    factor: Double = 2,
    max: Duration = .seconds(120),
    jitter: Double = 0.3
  ) {
    self.errors = errors
    self.maxAttempts = maxAttempts
    self.initial = initial
    self.factor = factor
    self.max = max
    self.jitter = jitter
  }

  public static let standard = RetryPolicy()

  /// The wait after attempt `attempt`, moved by `chance` (0 to 1), never beyond `max` and its jitter.
  public func delay(after attempt: Int, chance: Double) -> Duration {
    var delay = Double(initial.milliseconds)
    for _ in 1..<Swift.max(1, attempt) {
      delay = Swift.min(delay * factor, Double(max.milliseconds))
    }
    let moved = delay * (1 + jitter * (2 * chance - 1))
    return .milliseconds(Int64(Swift.max(0, moved)))
  }
}

extension WorkflowDefinition {
  /// Every step, groups before their members.
  public var allSteps: [StepDefinition] {
    var found: [StepDefinition] = []
    func visit(_ steps: [StepDefinition]) {
      for step in steps {
        found.append(step)
        if case .group(let group) = step.kind { visit(group.members) }
      }
    }
    visit(steps)
    return found
  }

  /// The groups whose members or items run side by side: how far they are, their children tell.
  public var groupsSideBySide: Set<String> {
    Set(
      allSteps.filter { step in
        guard case .group(let group) = step.kind else { return false }
        return group.order == .parallel || group.iteration != nil
      }.map(\.id)
    )
  }

  /// The steps whose outputs or status some expression reads.
  public var stepsRead: Set<String> {
    var found: Set<String> = []
    func add(_ templates: some Sequence<Template>) {
      for template in templates { found.formUnion(template.stepsRead) }
    }
    for step in allSteps {
      found.formUnion(step.condition?.stepsRead ?? [])
      switch step.kind {
      case .action(let use): add(use.arguments.values)
      case .gate(let gate):
        add(gate.read.arguments.values)
        for expression in [gate.until, gate.failWhen, gate.progress] {
          found.formUnion(expression?.stepsRead ?? [])
        }
      case .group(let group):
        add(group.outputs.values)
        if let iteration = group.iteration {
          found.formUnion(iteration.list.stepsRead.union(iteration.key?.stepsRead ?? []))
        }
      }
    }
    add(outputs.values)
    return found
  }
}
