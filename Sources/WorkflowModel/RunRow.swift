/// The stored row of one run.
public struct RunRow: Hashable, Sendable, Codable {
  public enum Outcome: String, Hashable, Sendable, Codable {
    case succeeded
    case failed
    case cancelled
    case rolledBack = "rolled_back"

    /// For people.
    public var words: String { self == .rolledBack ? "rolled back" : rawValue }
  }

  /// What the run is to come to.
  public enum Goal: String, Hashable, Sendable, Codable {
    case go
    /// Nothing new begins.
    case pause
    /// What is under way is settled, what has not begun never does.
    case cancel
    /// As `cancel`, and then all that was done is undone.
    case rollback
  }

  /// How far the run is on its way out.
  public enum Phase: String, Hashable, Sendable, Codable {
    case steps
    /// Effects are taken away again: a rollback's, and debts.
    case undoing
    case finally
  }

  public var id: RunID
  public var definition: DefinitionID
  public var workflow: String
  public var inputs: [String: Value]
  public var startedAt: Instant
  /// Set together with `outcome`.
  public var closedAt: Instant?
  public var outcome: Outcome?
  public var goal: Goal
  public var phase: Phase
  /// Why the run will end as failed.
  public var failure: StepFailure?
  public var outputs: [String: Value]
  /// The file it came from, as the user named it.
  public var source: String
  /// Divides every wait between looks and tries; 1 outside the lab, whose time runs faster.
  public var pace: Double
  /// The connections file it was begun with, as an absolute path.
  public var connections: String

  public init(
    id: RunID,
    definition: DefinitionID,
    workflow: String,
    inputs: [String: Value],
    startedAt: Instant,
    source: String,
    pace: Double = 1,
    connections: String = ""
  ) {
    self.id = id
    self.definition = definition
    self.workflow = workflow
    self.inputs = inputs
    self.startedAt = startedAt
    self.goal = .go
    self.phase = .steps
    self.outputs = [:]
    self.source = source
    self.pace = pace
    self.connections = connections
  }
}

extension RunRow {
  /// A wait between looks or tries, as this run lives it.
  public func paced(_ duration: Duration) -> Duration {
    guard pace > 1 else { return duration }
    return .milliseconds(Int64((Double(duration.milliseconds) / pace).rounded(.up)))
  }
}
