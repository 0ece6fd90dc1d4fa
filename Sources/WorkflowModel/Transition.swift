/// The machine's answer to events: what happened, and the rows that say how things stand now.
///
/// The store commits it whole; only then is anything sent. What is to be sent follows from the
/// rows alone, so a restart needs no more than they say.
public struct Transition: Hashable, Sendable {
  public var events: [Event]
  /// Each address once, as it stands after the last event.
  public var rows: [StepRow]
  /// Set when the run began or closed.
  public var run: RunRow?

  public init(events: [Event] = [], rows: [StepRow] = [], run: RunRow? = nil) {
    self.events = events
    self.rows = rows
    self.run = run
  }

  /// Takes on what followed, so that both are committed as one.
  public mutating func append(_ later: Transition) {
    events += later.events
    run = later.run ?? run
    let newer = Set(later.rows.map(\.address))
    rows.removeAll { newer.contains($0.address) }
    rows += later.rows
  }
}
