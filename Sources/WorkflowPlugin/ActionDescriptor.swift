public import WorkflowModel

/// All that can be known about an action without running it; its manual page is printed from this.
public struct ActionDescriptor: Sendable {
  public enum OnDifferent: String, Sendable {
    /// The calls change what is there into what it should be.
    case alter
    /// A person decides.
    case ask
  }

  /// `plugin.verb_noun`.
  public var name: String
  /// The major version; part of a definition's hash.
  public var version: Int
  /// One sentence.
  public var summary: String
  /// What it does on the target and why, for its manual page; cites the source by title.
  public var discussion: String
  public var inputs: [ActionInput]
  public var outputs: [ActionOutput]
  public var onDifferent: OnDifferent
  /// True when the target itself refuses or ignores a second sending.
  public var isRepeatable: Bool
  /// What the login or role needs.
  public var permissions: [String]
  public var errors: [ErrorRule]
  public var typicalDuration: String
  /// A step in YAML.
  public var example: String

  public init(
    name: String,
    version: Int = 1,
    summary: String,
    discussion: String = "",
    inputs: [ActionInput],
    outputs: [ActionOutput] = [],
    onDifferent: OnDifferent = .ask,
    isRepeatable: Bool = false,
    permissions: [String] = [],
    errors: [ErrorRule] = [],
    typicalDuration: String = "seconds",
    example: String = ""
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.discussion = discussion
    self.inputs = inputs
    self.outputs = outputs
    self.onDifferent = onDifferent
    self.isRepeatable = isRepeatable
    self.permissions = permissions
    self.errors = errors
    self.typicalDuration = typicalDuration
    self.example = example
  }

  public var plugin: String { String(name.prefix { $0 != "." }) }

  public func input(_ name: String) -> ActionInput? { inputs.first { $0.name == name } }
}

/// A value an action is given.
public struct ActionInput: Sendable {
  public var name: String
  public var type: ValueType
  public var summary: String
  /// Makes the input optional to give; an optional type needs none.
  public var defaultValue: Value?

  public init(_ name: String, _ type: ValueType, _ summary: String, default value: Value? = nil) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultValue = value
  }

  public var isRequired: Bool { defaultValue == nil && !type.isOptional }
}

/// A value an action leaves for later steps.
public struct ActionOutput: Sendable {
  public var name: String
  public var type: ValueType
  public var summary: String
  /// True when it follows from the moment of the attempt, so that a plan cannot know it.
  public var isMomentary: Bool

  public init(
    _ name: String,
    _ type: ValueType,
    _ summary: String,
    isMomentary: Bool = false
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.isMomentary = isMomentary
  }
}

/// What a target's error means for this action.
public struct ErrorRule: Sendable {
  public enum Meaning: Hashable, Sendable {
    case failure(FailureKind)
    /// What was asked for is there already.
    case alreadyDone
  }

  /// A SQL Server error number or an ARM code; empty when only the text tells.
  public var code: String
  /// Part of the message, for errors whose number is not documented.
  public var text: String?
  public var meaning: Meaning
  public var remedy: String?

  public init(
    _ code: String,
    text: String? = nil,
    _ meaning: Meaning,
    remedy: String? = nil
  ) {
    self.code = code
    self.text = text
    self.meaning = meaning
    self.remedy = remedy
  }

  public func matches(code: String, message: String) -> Bool {
    (self.code.isEmpty || self.code == code) && (text.map(message.contains) ?? true)
  }
}
