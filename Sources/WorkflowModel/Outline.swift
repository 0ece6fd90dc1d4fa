/// A run as people read it: one model beneath every printer.
public struct Outline: Hashable, Sendable {
  /// One step, in the order of the workflow.
  public struct Entry: Hashable, Sendable {
    public var address: StepAddress
    /// The last part of the address: the step's id, with the item's key.
    public var name: String
    public var title: String?
    /// 0 at the top.
    public var depth: Int
    /// Whether it holds others.
    public var isGroup: Bool
    /// The action it uses; nil for a group.
    public var action: String?
    public var status: StepStatus
    public var startedAt: Instant?
    public var settledAt: Instant?
    public var percent: Double?
    /// One line: what the last look saw.
    public var summary: String
    /// What went wrong, where the step waits for a person or ended as failed.
    public var failure: StepFailure?
    /// What a person is asked.
    public var question: Question?
    /// What a person may do about it now, the most likely first.
    public var commands: [LegalCommand]
    /// Until when its effect is to be taken away again; nil where nothing is owed.
    public var debt: Debt?
    /// Whether something of it was sent and may have been done.
    public var isInDoubt: Bool
    /// When it will be tried or looked at again.
    public var next: Instant?
    public var deadline: Instant?
    public var outputs: [String: Value]
    /// Writes, as sent.
    public var calls: [SentCall]
    /// Failures on the way, oldest first.
    public var history: [Mishap]
    /// Of a plan only: what would be done.
    public var forecast: Forecast?
  }

  /// An effect that must be undone before the run can end.
  public struct Debt: Hashable, Sendable {
    public var since: Instant
    public var due: Instant?
  }

  public struct Mishap: Hashable, Sendable {
    public var at: Instant
    public var failure: StepFailure
  }

  public var run: RunRow
  public var entries: [Entry]
  public var decisions: [Decided]

  public struct Decided: Hashable, Sendable {
    public var at: Instant
    public var decision: Decision
  }

  /// Without `events`, the run's journal, the outline has no calls and no history; `forecasts` are
  /// a plan's, which shows what is in a skipped group, too.
  public init(
    run: RunRow,
    definition: WorkflowDefinition,
    rows: [StepRow],
    events: [Event] = [],
    forecasts: [StepAddress: Forecast]? = nil
  ) {
    self.run = run
    var builder = OutlineBuilder(run: run.id, rows: rows, events: events)
    builder.forecasts = forecasts
    builder.add(definition.steps + definition.finally, under: .root, depth: 0)
    entries = builder.entries
    decisions = events.compactMap { event in
      guard case .decided(let decision) = event.kind else { return nil }
      return Decided(at: event.at, decision: decision)
    }
  }

  /// The steps at which a person is asked something.
  public var questions: [Entry] { entries.filter { $0.question != nil } }

  /// Effects that are still owed to be taken away.
  public var debts: [Entry] { entries.filter { $0.debt != nil } }

  /// Actions and gates that have ended or were skipped, and all there are so far.
  public var progress: (settled: Int, known: Int) {
    let leaves = entries.filter { !$0.isGroup }
    return (leaves.filter { $0.settledAt != nil }.count, leaves.count)
  }
}

/// Puts rows in the order of their definition; what has no row yet is pending.
private struct OutlineBuilder {
  var run: RunID
  var rows: [StepAddress: StepRow]
  var calls: [StepAddress: [SentCall]] = [:]
  var history: [StepAddress: [Outline.Mishap]] = [:]
  var forecasts: [StepAddress: Forecast]?
  var entries: [Outline.Entry] = []

  init(run: RunID, rows: [StepRow], events: [Event]) {
    self.run = run
    self.rows = Dictionary(rows.map { ($0.address, $0) }) { _, last in last }
    for event in events {
      switch event.kind {
      case .stepDone(let address, let completion):
        calls[address, default: []] += completion.calls
      case .operationAccepted(let address, _, _, let sent),
        .operationRunning(let address, _, _, _, let sent):
        calls[address, default: []] += sent
      case .stepFailed(let address, let failure, let sent):
        calls[address, default: []] += sent
        history[address, default: []].append(Outline.Mishap(at: event.at, failure: failure))
      default: break
      }
    }
  }

  mutating func add(_ steps: [StepDefinition], under parent: StepAddress, depth: Int) {
    for step in steps {
      let address = parent.child(step.name)
      add(step, at: address, name: step.name, depth: depth)
      guard case .group(let group) = step.kind else { continue }
      let isLeftOut = if case .settled(.skipped) = rows[address]?.state { true } else { false }
      if isLeftOut, forecasts == nil { continue }
      let hasNoItems = rows[address]?.items.isEmpty ?? true
      guard group.iteration != nil, forecasts == nil || !hasNoItems else {
        add(group.members, under: address, depth: depth + 1)
        continue
      }
      // Before its list is known, a foreach has no items to show.
      for item in rows[address]?.items ?? [] {
        let itemAddress = address.item(item.key)
        add(step, at: itemAddress, name: "\(step.name)[\(item.key)]", depth: depth + 1)
        add(group.members, under: itemAddress, depth: depth + 2)
      }
    }
  }

  private mutating func add(
    _ step: StepDefinition,
    at address: StepAddress,
    name: String,
    depth: Int
  ) {
    let row = rows[address]
    let (action, isGroup): (String?, Bool) =
      switch step.kind {
      case .action(let use): (use.action, false)
      case .gate(let gate): (gate.read?.action, false)
      case .group: (nil, true)
      }
    entries.append(
      Outline.Entry(
        address: address,
        name: name,
        title: step.title,
        depth: depth,
        isGroup: isGroup,
        action: action,
        status: row?.status ?? .pending,
        startedAt: row?.startedAt,
        settledAt: row?.settledAt,
        percent: row?.observation?.percent,
        summary: row?.state.skipReason ?? row?.observation?.summary ?? "",
        failure: row?.state.attention ?? row?.state.finalFailure,
        question: row?.state.question,
        commands: row?.legalCommands(in: run, of: step) ?? [],
        debt: row.flatMap { debt(of: step, $0) },
        isInDoubt: row?.state.attempt != nil,
        next: row?.state.nextLook,
        deadline: row?.deadline,
        outputs: row?.outputs ?? [:],
        calls: calls[address] ?? [],
        history: history[address] ?? [],
        forecast: forecasts.map {
          $0[address] ?? Forecast(.skipped, reason: "nothing of its group is done")
        }
      )
    )
  }
}

extension OutlineBuilder {
  private func debt(of step: StepDefinition, _ row: StepRow) -> Outline.Debt? {
    guard let undo = step.undo, row.owes(undo), let since = row.settledAt else { return nil }
    return Outline.Debt(since: since, due: undo.due.map { since + $0 })
  }
}

extension StepState {
  fileprivate var finalFailure: StepFailure? {
    if case .settled(.failed(let failure)) = self { failure } else { nil }
  }

  fileprivate var skipReason: String? {
    if case .settled(.skipped(let reason)) = self { reason } else { nil }
  }

  fileprivate var nextLook: Instant? {
    switch self {
    case .pending(.timer(let until)), .open(_, .timer(let until)): until
    case .pending(.target(let next)), .open(_, .target(let next)): next
    default: nil
    }
  }
}
