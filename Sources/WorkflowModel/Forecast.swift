/// What a plan says of one step: what would be done, why, and how sure that is.
public struct Forecast: Hashable, Sendable, Codable {
  public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is there already.
    case noChange = "no change"
    case create
    case change
    case delete
    /// Sent each time: nothing tells whether it is there.
    case send
    case read
    /// The run would stop here, and a person would have to act.
    case blocked
    /// A person is asked.
    case person
    case wait
    /// Its condition is false.
    case skipped
    /// Nothing can be said: a target did not answer.
    case unknown

    /// Whether something on a target would be changed.
    public var isChange: Bool {
      switch self {
      case .create, .change, .delete, .send: true
      default: false
      }
    }
  }

  public enum Certainty: String, Hashable, Sendable, Codable {
    /// An undisturbed run does exactly this.
    case known
    /// It is so as things stand; earlier steps of the run, or their absence, may change it.
    case assumed
    /// It rests on values that only the run will have.
    case unknown
  }

  public enum Reversibility: String, Hashable, Sendable, Codable {
    /// A rollback takes it away again.
    case undo
    /// Taken away again in any case, before the run ends.
    case debt
    /// There is no way back from it by undoing.
    case pivot
    /// Nothing says how.
    case none
  }

  /// Nil for a group.
  public var verdict: Verdict?
  public var certainty: Certainty
  /// What the run's way to it depends on and only the run will know; nil when it is on its way.
  public var condition: String?
  /// The evidence: what was seen, or why nothing was.
  public var reason: String
  /// What goes on being asked of a person: the message and its evidence, or the instructions.
  public var question: [String]
  /// Set where the step is blocked, or its target did not answer.
  public var failure: StepFailure?
  public var calls: [Call]
  /// Where the values come from that the calls rest on and only the run will have.
  public var dependsOn: [String]
  public var outputs: [String: Value]
  public var reversibility: Reversibility
  /// What would take it away again.
  public var undoing: [Call]
  /// What sending twice would do, so what a resume does: `read`, `probed`, `repeatable`, `unsafe`.
  public var effect: String?
  public var typicalDuration: String?
  public var permissions: [String]

  /// A statement or request as it would be sent, secrets masked.
  public struct Call: Hashable, Sendable, Codable {
    public var connection: String
    /// `read` or `write`.
    public var access: String
    public var purpose: String
    public var text: String

    public init(connection: String, access: String, purpose: String, text: String) {
      self.connection = connection
      self.access = access
      self.purpose = purpose
      self.text = text
    }
  }

  public init(_ verdict: Verdict?, _ certainty: Certainty = .known, reason: String = "") {
    self.verdict = verdict
    self.certainty = certainty
    self.reason = reason
    question = []
    calls = []
    dependsOn = []
    outputs = [:]
    reversibility = .none
    undoing = []
    permissions = []
  }
}
