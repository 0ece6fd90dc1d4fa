/// What a run would do, told before anything is done.
public struct Plan: Hashable, Sendable {
  public enum Mode: String, Hashable, Sendable, Codable {
    /// Nothing was asked of any target.
    case offline
    /// Targets were read.
    case online
  }

  /// Why the run would stop, and where.
  public struct Blocker: Hashable, Sendable {
    /// Nil where it is not a single step's.
    public var address: StepAddress?
    public var failure: StepFailure

    public init(at address: StepAddress?, _ failure: StepFailure) {
      self.address = address
      self.failure = failure
    }
  }

  /// Every step with its forecast.
  public var outline: Outline
  public var mode: Mode
  public var madeAt: Instant
  /// All of them, so that they can be mended in one go.
  public var blockers: [Blocker]

  public init(outline: Outline, mode: Mode, madeAt: Instant, blockers: [Blocker]) {
    self.outline = outline
    self.mode = mode
    self.madeAt = madeAt
    self.blockers = blockers
  }

  private var leaves: [Outline.Entry] { outline.entries.filter { !$0.isGroup } }

  /// How many steps of each verdict there are.
  public var counts: [Forecast.Verdict: Int] {
    leaves.reduce(into: [:]) { counts, entry in
      if let verdict = entry.forecast?.verdict { counts[verdict, default: 0] += 1 }
    }
  }

  /// Whether something would be changed, or may be.
  public var hasChanges: Bool {
    leaves.contains { entry in
      guard let forecast = entry.forecast, let verdict = forecast.verdict else { return false }
      return verdict.isChange || verdict == .unknown
        || (verdict == .noChange && forecast.certainty != .known)
    }
  }

  /// Writes, and how many of them are known to the letter.
  public var writes: (all: Int, known: Int) {
    let changing = leaves.compactMap(\.forecast).filter { $0.verdict?.isChange == true }
    let known = changing.filter { $0.certainty == .known }
    return (changing.reduce(0) { $0 + $1.calls.count }, known.reduce(0) { $0 + $1.calls.count })
  }

  /// The connections that calls go to.
  public var connections: [String] {
    let calls = outline.entries.flatMap {
      ($0.forecast?.calls ?? []) + ($0.forecast?.undoing ?? [])
    }
    return Set(calls.map(\.connection)).sorted()
  }
}
