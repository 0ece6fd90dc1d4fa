package import WorkflowModel

/// The state machine of one run: an event in, a transition out.
///
/// It holds no clock and does nothing but decide; what is to be done follows from its rows (`work`).
package struct RunMachine: Sendable {
  package internal(set) var run: RunRow {
    didSet { runChanged = true }
  }
  /// The rows it was given and those it has written since.
  package internal(set) var rows: [StepAddress: StepRow]
  let definition: WorkflowDefinition
  let layout: Layout
  /// Unsettled actions and gates, and groups that wait for a person.
  var active: Set<StepAddress> = []
  var families: [StepAddress: Family] = [:]
  /// Every foreach that has items and is not over.
  var loops: Set<StepAddress> = []
  /// Items that end as failed once nothing in them is under way.
  var failing: Set<StepAddress> = []
  /// Done, with an effect that the run may have to take away again.
  var undoable: Set<StepAddress> = []
  private var touched: [StepAddress] = []
  private var touchedSet: Set<StepAddress> = []
  var agenda: [Todo] = []
  private var runChanged = false
  /// Whether a process is there to begin at once what opens; a person's act may come without one.
  var isDriven = true

  /// How far the children of a group have come.
  struct Family {
    var opened = 0
    var settled = 0
    /// Items of a foreach in which nothing goes on until a person acts.
    var parked: Set<StepAddress> = []

    var underWay: Int { opened - settled - parked.count }
  }

  /// A decision still to be taken inside one `handle`.
  enum Todo {
    case open(StepDefinition, parent: StepAddress)
    /// Takes a step's effect away again.
    case undo(StepAddress)
    case openItem(Int, of: StepAddress)
    case childSettled(parent: StepAddress, step: String)
    /// All its members have settled.
    case groupReady(StepAddress)
    /// It has begun to wait for a person.
    case parked(StepAddress)
  }

  /// Goes on from rows: those that are not settled, the settled children of open groups that run
  /// side by side, and those whose outputs are still read.
  package init(definition: WorkflowDefinition, run: RunRow, rows: [StepRow] = []) {
    self.definition = definition
    self.run = run
    self.layout = Layout(definition)
    self.rows = Dictionary(rows.map { ($0.address, $0) }) { _, last in last }
    for row in rows {
      families[row.parent, default: Family()].opened += 1
      // Its group has gone on from a step that is being undone.
      if row.state.isSettled || row.state.attempt?.aim == .undo {
        families[row.parent, default: Family()].settled += 1
      }
      if isActive(row) { active.insert(row.address) }
      note(row)
    }
    for leaf in active where self.rows[leaf]?.state.question != nil { notePark(of: leaf) }
    runChanged = false
  }

  package var isClosed: Bool { run.outcome != nil }

  /// Takes one event and says which rows follow from it.
  ///
  /// - Throws: `EventRefusal` when the event does not fit the state; nothing has changed then.
  package mutating func handle(_ event: Event) throws(EventRefusal) -> Transition {
    try check(event)
    touched = []
    touchedSet = []
    runChanged = false
    switch event.kind {
    case .runStarted:
      runChanged = true
      if let first = layout.top.first {
        agenda.append(.open(first, parent: .root))
      } else {
        endSteps(event)
      }
    case .stepDone(let address, let completion):
      finish(address, completion, event)
    case .stepAbsent(let address, let summary):
      settle(address, .cancelled, outputs: [:], event) {
        $0.observation = .init(at: event.at, summary: summary)
      }
    case .operationAccepted(let address, let handle, let next, _):
      follow(address, handle, next: next, percent: nil, summary: "accepted", event)
    case .operationRunning(let address, let next, let percent, let summary, let calls):
      let hasSent = !calls.isEmpty
      follow(address, nil, hasSent, next: next, percent: percent, summary: summary, event)
    case .operationUnreadable(let address, let failure):
      update(address) { row in
        if let attempt = row.state.attempt {
          row.state = .open(attempt, .person(.failure(failure)))
        }
      }
    case .stepFailed(let address, let failure, let calls):
      // The last call may be the one that failed; a look that finds nothing came after all of them.
      let sent = failure.isFoundAfterSending ? calls.count : calls.count - 1
      fail(address, failure, hasSent: sent > 0, event)
    case .gateRead(let address, let result, let summary):
      read(address, result, summary, event)
    case .timePassed:
      passTime(event)
    case .decided(let decision):
      isDriven = !decision.isWhileIdle
      decide(decision, event)
    }
    work(through: event)
    endWhatIsEnding(event)
    isDriven = true
    return Transition(
      events: [event],
      rows: touched.compactMap { rows[$0] },
      run: runChanged ? run : nil
    )
  }

  mutating func work(through event: Event) {
    var next = 0
    while next < agenda.count {
      let todo = agenda[next]
      next += 1
      switch todo {
      case .open(let step, let parent):
        if mayOpen(parent.child(step.name)) { open(step, under: parent, event) }
      case .openItem(let index, let group): openItem(index, of: group, event)
      case .childSettled(let parent, let step): advance(parent, after: step, event)
      case .groupReady(let address): endGroup(address, event)
      case .parked(let address): park(address)
      case .undo(let address):
        if rows[address]?.state.isSettled == true { openUndo(address, event) }
      }
    }
    agenda = []
  }

  /// Whether a step is still to begin, or to begin again for a person whom it asks: two that end
  /// in one event may both have called for it.
  private func mayOpen(_ address: StepAddress) -> Bool {
    rows[address].map { $0.state.question != nil } ?? true
  }

  /// Writes a row, so that the transition carries it.
  mutating func write(_ row: StepRow) {
    rows[row.address] = row
    if touchedSet.insert(row.address).inserted { touched.append(row.address) }
    if isActive(row) { active.insert(row.address) } else { active.remove(row.address) }
    note(row)
    notePark(of: row.address)
    if row.state.question != nil { agenda.append(.parked(row.address)) }
  }

  /// Keeps the sets that are looked up by what a row says.
  private mutating func note(_ row: StepRow) {
    if !row.items.isEmpty { loops.keep(row.address, if: !row.state.isSettled) }
    if row.failure != nil { failing.keep(row.address, if: !row.state.isSettled) }
    if layout[row.step].definition.undo != nil, row.item == nil {
      undoable.keep(row.address, if: row.state.isSettled && row.hasEffectToUndo)
    }
  }

  /// Changes the row at an address that is known to have one.
  mutating func update(_ address: StepAddress, _ change: (inout StepRow) -> Void) {
    guard var row = rows[address] else {
      preconditionFailure("'\(address)' has a row while its run is open")
    }
    change(&row)
    write(row)
  }

  /// Ends a step and lets its group go on.
  mutating func settle(
    _ address: StepAddress,
    _ result: StepResult,
    outputs: [String: Value],
    _ event: Event,
    _ change: (inout StepRow) -> Void = { _ in }
  ) {
    update(address) { row in
      row.state = .settled(result)
      row.outputs = outputs
      row.settledAt = event.at
      change(&row)
    }
    guard let row = rows[address] else { return }
    families[row.parent, default: Family()].settled += 1
    agenda.append(.childSettled(parent: row.parent, step: row.step))
    payDebts(after: row)
  }

  /// Every step has ended, and nothing is owed.
  mutating func close(at instant: Instant) {
    run.closedAt = instant
    run.outcome =
      switch (run.goal, run.failure) {
      case (.rollback, _): .rolledBack
      case (_, .some): .failed
      case (.cancel, nil): .cancelled
      case (.go, nil), (.pause, nil): .succeeded
      }
    guard run.outcome == .succeeded else { return }
    let scope = scope(at: .root)
    for (name, template) in definition.outputs {
      // One that has no value reads as null: the run's work is done all the same.
      run.outputs[name] = (try? template.evaluate(in: scope)) ?? .null
    }
  }

  private func isActive(_ row: StepRow) -> Bool {
    if row.state.isSettled { return false }
    if case .group = layout[row.step].definition.kind { return row.state.question != nil }
    return true
  }
}

/// An event that does not fit the run's state: a bug of its driver, reported as `LF7013`, or a
/// person's act that is not legal now.
package struct EventRefusal: Error, Hashable, Sendable {
  package var detail: String
  /// What is legal instead.
  package var remedy: String?

  package init(detail: String, remedy: String? = nil) {
    self.detail = detail
    self.remedy = remedy
  }
}

extension Set {
  fileprivate mutating func keep(_ member: Element, if isKept: Bool) {
    if isKept { insert(member) } else { remove(member) }
  }
}

extension RunMachine {
  private func check(_ event: Event) throws(EventRefusal) {
    if isClosed, case .decided = event.kind {
    } else if isClosed {
      throw EventRefusal(detail: "The run has ended.")
    }
    switch event.kind {
    case .runStarted:
      if !rows.isEmpty { throw EventRefusal(detail: "The run has begun already.") }
    case .stepDone(let address, _), .stepAbsent(let address, _),
      .operationAccepted(let address, _, _, _),
      .operationRunning(let address, _, _, _, _), .operationUnreadable(let address, _):
      guard rows[address]?.state.attempt != nil else {
        throw EventRefusal(detail: "Step '\(address)' has no open attempt.")
      }
    case .stepFailed(let address, _, _), .gateRead(let address, _, _):
      guard active.contains(address) else {
        throw EventRefusal(detail: "Step '\(address)' is not under way.")
      }
    case .timePassed: break
    case .decided(let decision):
      if let refusal = refusal(of: decision) { throw refusal }
    }
  }
}
