import WorkflowDiagnostics
import WorkflowModel

extension RunMachine {
  /// Carries out a person's act that is legal (`refusal(of:)`).
  mutating func decide(_ decision: Decision, _ event: Event) {
    switch decision.verb {
    case .retryAll:
      if run.goal == .pause { run.goal = .go }
      for row in rows.values.sorted(by: { $0.address < $1.address }) where row.isAsking {
        retry(row, event)
      }
    case .retry(let address):
      if let row = rows[address] { retry(row, event) }
    case .skip(let address, let outputs):
      skip(address, decision, outputs, event)
    case .resolve(let address, let verdict, let outputs):
      resolve(address, verdict, decision, outputs, event)
    case .approve(let address):
      let outputs: [String: Value] = [
        "by": .string(decision.person), "reason": .string(decision.reason),
      ]
      settle(address, .done(.approved), outputs: outputs, event) {
        $0.observation = .init(at: event.at, summary: "approved by \(decision.person)")
      }
    case .reject(let address):
      guard var row = rows[address] else { return }
      row.state = .pending(nil)
      giveUp(row, rejection(decision, row), event)
    case .pause:
      run.goal = .pause
    case .cancel, .rollback:
      run.goal = decision.verb == .cancel ? .cancel : .rollback
      if run.phase == .steps { stop(inside: .root, event) }
    }
  }

  private func rejection(_ decision: Decision, _ row: StepRow) -> StepFailure {
    StepFailure(
      .permanent,
      .approvalRejected,
      detail: "\(decision.person) rejected it: \(decision.reason)",
      remedy: """
        End the run, or ask again:
          linkflow cancel \(run.id) --reason '…'
          linkflow retry \(run.id) \(row.address)
        """
    )
  }

  private mutating func skip(
    _ address: StepAddress,
    _ decision: Decision,
    _ outputs: [String: Value],
    _ event: Event
  ) {
    let reason = "skipped by \(decision.person): \(decision.reason)"
    if rows[address]?.state.attempt?.aim == .undo {
      return update(address) { row in
        row.state = .settled(.skipped("\(reason); its effect stays"))
      }
    }
    settle(address, .skipped(reason), outputs: outputs, event)
  }

  private mutating func resolve(
    _ address: StepAddress,
    _ verdict: Decision.Verdict,
    _ decision: Decision,
    _ outputs: [String: Value],
    _ event: Event
  ) {
    guard var row = rows[address], let attempt = row.state.attempt else { return }
    let observed = StepRow.Observed(
      at: event.at,
      summary: "\(decision.person) looked: \(decision.reason)"
    )
    switch (verdict, attempt.aim) {
    case (.done, .apply):
      settle(address, .done(.resolved), outputs: outputs, event) { $0.observation = observed }
    case (.done, .undo):
      row.state = .settled(.undone)
      row.observation = observed
      write(row)
    case (.notDone, .apply) where isEnding(row.parent):
      settle(address, .cancelled, outputs: [:], event) { $0.observation = observed }
    case (.notDone, _):
      // What was sent never landed: the next attempt is as good as the first.
      row.observation = observed
      row.deadline = event.at + layout[row.step].definition.timeout
      begin(&row, attempt.aim, event)
      write(row)
    }
  }

  /// Opens a first attempt, or leaves it to the process that will drive the run.
  private func begin(_ row: inout StepRow, _ aim: Attempt.Aim, _ event: Event) {
    let attempt = Attempt(aim, number: 1, epoch: event.epoch, openedAt: event.at)
    if isDriven {
      row.attempts = 1
      row.state = .open(attempt, nil)
    } else if aim == .apply {
      row.attempts = 0
      row.state = .pending(.timer(until: event.at))
    } else {
      row.attempts = 1
      row.state = .open(attempt, .timer(until: event.at))
    }
  }

  private mutating func retry(_ row: StepRow, _ event: Event) {
    let step = layout[row.step].definition
    let failure = row.state.attention
    // Sent without an answer and without a probe: only a person's own verdict settles it.
    if failure?.isUnknownOutcome == true { return }
    if failure?.code == DiagnosticCode.evaluationFailed.id, row.item == nil,
      row.state.attempt == nil
    {
      agenda.append(.open(step, parent: row.parent))
      return
    }
    if row.state.attempt?.aim == .undo, row.undoArguments == nil, step.undo?.use != nil {
      return openUndo(row.address, event)
    }
    var row = row
    row.deadline = event.at + step.timeout
    extendGroups(around: row, event)
    switch step.kind {
    case .action where row.state.attempt == nil:
      begin(&row, .apply, event)
    case .action:
      row.attempts = 1
      row.state = .open(
        Attempt(
          row.state.attempt?.aim ?? .apply,
          number: 1,
          epoch: row.state.attempt?.epoch ?? event.epoch,
          openedAt: event.at,
          mayHaveLanded: row.state.attempt?.mayHaveLanded ?? false,
          operation: row.state.attempt?.operation
        ),
        nil
      )
    case .gate(.approval):
      agenda.append(.open(step, parent: row.parent))
      return
    case .gate:
      row.observation?.failures = 0
      row.observation?.trueSince = nil
      row.state = .pending(.target(next: event.at))
    case .group:
      row.state = .pending(nil)
      agenda.append(.groupReady(row.address))
    }
    write(row)
  }

  /// Whoever says "again" gives the enclosing groups their time anew, too.
  private mutating func extendGroups(around row: StepRow, _ event: Event) {
    var address = row.parent
    while var group = rows[address] {
      let own = event.at + layout[group.step].definition.timeout
      if group.deadline < own {
        group.deadline = own
        write(group)
      }
      address = group.parent
    }
  }
}

extension StepRow {
  /// Whether trying again can settle what it asks; an approval waits for its answer.
  fileprivate var isAsking: Bool {
    switch state.question {
    // That it may be older than the run is to be said of it alone.
    case .failure(let failure): failure.code != DiagnosticCode.perhapsNotMine.id
    case .work: true
    case .approval, nil: false
    }
  }
}
