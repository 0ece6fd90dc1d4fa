package import WorkflowModel

/// The state machine of one run: an event in, a transition out.
///
/// It holds no clock and does nothing but decide; what is to be done follows from its rows (`work`).
package struct RunMachine: Sendable {
  package private(set) var run: RunRow
  /// The rows it was given and those it has written since.
  package internal(set) var rows: [StepAddress: StepRow]
  let definition: WorkflowDefinition
  let layout: Layout
  /// Unsettled actions and gates, and groups that wait for a person.
  var active: Set<StepAddress> = []
  var families: [StepAddress: Family] = [:]
  /// Every foreach that has items and is not over.
  var loops: Set<StepAddress> = []
  private var touched: [StepAddress] = []
  private var touchedSet: Set<StepAddress> = []
  var agenda: [Todo] = []
  private var runChanged = false

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
      if row.state.isSettled { families[row.parent, default: Family()].settled += 1 }
      if isActive(row) { active.insert(row.address) }
      if !row.items.isEmpty, !row.state.isSettled { loops.insert(row.address) }
    }
    for leaf in active where self.rows[leaf]?.state.attention != nil { notePark(of: leaf) }
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
        close(at: event.at)
      }
    case .stepDone(let address, let completion):
      settle(address, .done(completion.how), outputs: completion.outputs, event) {
        $0.observation = .init(at: event.at, summary: completion.summary)
      }
    case .operationAccepted(let address, let handle, let next, _):
      follow(address, handle, next: next, percent: nil, summary: "accepted", event)
    case .operationRunning(let address, let next, let percent, let summary, let calls):
      let hasSent = !calls.isEmpty
      follow(address, nil, hasSent, next: next, percent: percent, summary: summary, event)
    case .operationUnreadable(let address, let failure):
      update(address) { row in
        if let attempt = row.state.attempt { row.state = .open(attempt, .person(failure)) }
      }
    case .stepFailed(let address, let failure, let calls):
      fail(address, failure, hasSent: calls.count > 1, event)
    case .gateRead(let address, let result, let summary):
      read(address, result, summary, event)
    case .timePassed:
      passTime(event)
    case .decided(let decision):
      decide(decision, event)
    }
    work(through: event)
    return Transition(
      events: [event],
      rows: touched.compactMap { rows[$0] },
      run: runChanged ? run : nil
    )
  }

  private mutating func work(through event: Event) {
    var next = 0
    while next < agenda.count {
      let todo = agenda[next]
      next += 1
      switch todo {
      case .open(let step, let parent): open(step, under: parent, event)
      case .openItem(let index, let group): openItem(index, of: group, event)
      case .childSettled(let parent, let step): advance(parent, after: step, event)
      case .groupReady(let address): endGroup(address, event)
      case .parked(let address): park(address)
      }
    }
    agenda = []
  }

  /// Writes a row, so that the transition carries it.
  mutating func write(_ row: StepRow) {
    rows[row.address] = row
    if touchedSet.insert(row.address).inserted { touched.append(row.address) }
    if isActive(row) { active.insert(row.address) } else { active.remove(row.address) }
    if !row.items.isEmpty {
      if row.state.isSettled { loops.remove(row.address) } else { loops.insert(row.address) }
    }
    notePark(of: row.address)
    if row.state.attention != nil { agenda.append(.parked(row.address)) }
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
  }

  /// Every step has ended.
  mutating func close(at instant: Instant) {
    run.closedAt = instant
    run.outcome = .succeeded
    let scope = scope(at: .root)
    for (name, template) in definition.outputs {
      // One that has no value reads as null: the run's work is done all the same.
      run.outputs[name] = (try? template.evaluate(in: scope)) ?? .null
    }
    runChanged = true
  }

  private func isActive(_ row: StepRow) -> Bool {
    if row.state.isSettled { return false }
    if case .group = layout[row.step].definition.kind { return row.state.attention != nil }
    return true
  }
}

/// An event that does not fit the run's state: a bug of its driver, reported as `LF7013`.
package struct EventRefusal: Error, Hashable, Sendable {
  package var detail: String
}

extension RunMachine {
  private func check(_ event: Event) throws(EventRefusal) {
    if isClosed { throw EventRefusal(detail: "The run has ended.") }
    switch event.kind {
    case .runStarted:
      if !rows.isEmpty { throw EventRefusal(detail: "The run has begun already.") }
    case .stepDone(let address, _), .operationAccepted(let address, _, _, _),
      .operationRunning(let address, _, _, _, _), .operationUnreadable(let address, _):
      guard rows[address]?.state.attempt != nil else {
        throw EventRefusal(detail: "Step '\(address)' has no open attempt.")
      }
    case .stepFailed(let address, _, _), .gateRead(let address, _, _):
      guard active.contains(address) else {
        throw EventRefusal(detail: "Step '\(address)' is not under way.")
      }
    case .timePassed, .decided: break
    }
  }
}
