import WorkflowDiagnostics
package import WorkflowModel

extension RunMachine {
  /// Whether nothing new may begin inside `parent`: the run, or an item around it, is on its way
  /// out.
  package func isEnding(_ parent: StepAddress) -> Bool {
    if run.goal == .cancel || run.goal == .rollback, run.phase == .steps { return true }
    if failing.isEmpty { return false }
    var address = parent
    while let row = rows[address] {
      if failing.contains(address) { return true }
      address = row.parent
    }
    return false
  }

  /// Lets what has not begun never begin, and what may have been sent be settled by its probe.
  mutating func stop(inside address: StepAddress, _ event: Event) {
    for leaf in active.sorted() where leaf.isInside(address) {
      guard var row = rows[leaf], row.state.attempt?.aim != .undo else { continue }
      switch row.state {
      case .pending: settle(leaf, .cancelled, outputs: [:], event)
      case .open(let attempt, .person) where attempt.operation != nil:
        row.state = .open(attempt, .target(next: event.at))
        write(row)
      case .open(let attempt, _) where attempt.operation == nil:
        row.state = .open(attempt, nil)
        write(row)
      case .open, .settled: break
      }
    }
  }

  /// Ends items and the run where nothing in them is under way any more.
  mutating func endWhatIsEnding(_ event: Event) {
    for item in failing.sorted() where !hasWork(inside: item) {
      guard failing.contains(item), let failure = rows[item]?.failure else { continue }
      cancelGroups(inside: item, event)
      // Nothing follows from the end of what was cancelled.
      agenda = []
      settle(item, .failed(failure), outputs: [:], event)
      work(through: event)
    }
    guard !isClosed else { return }
    if run.phase == .steps, isEnding(.root), !hasWork(inside: .root) {
      cancelGroups(inside: .root, event)
      agenda = []
      endSteps(event)
    } else if run.phase == .undoing, !hasWork(inside: .root) {
      undoNext(event)
    }
    work(through: event)
  }

  /// The steps are over: what is owed is paid, and in a rollback all is undone.
  mutating func endSteps(_ event: Event) {
    run.phase = .undoing
    undoNext(event)
  }

  /// One at a time, the last completed first; after them come the steps of `finally`.
  private mutating func undoNext(_ event: Event) {
    if active.contains(where: { rows[$0]?.state.attempt?.aim == .undo }) { return }
    if let next = toUndo.first {
      agenda.append(.undo(next.address))
      return
    }
    run.phase = .finally
    if let first = layout.finally.first {
      agenda.append(.open(first, parent: .root))
    } else {
      close(at: event.at)
    }
  }

  /// What is left to be undone, in the order in which it will be.
  var toUndo: [StepRow] { toUndo(in: run.goal) }

  /// What a run with this goal has to undo, in the order in which it will be.
  package func toUndo(in goal: RunRow.Goal) -> [StepRow] {
    undoable.compactMap { rows[$0] }.filter { row in
      goal == .rollback || layout[row.step].definition.undo?.occasion == .always
    }.sorted { a, b in
      let (left, right) = (a.settledAt ?? a.startedAt, b.settledAt ?? b.startedAt)
      if left != right { return left > right }
      if a.step != b.step { return layout[a.step].order > layout[b.step].order }
      return a.address > b.address
    }
  }

  /// Pays the debts that were to be paid after this step.
  mutating func payDebts(after settled: StepRow) {
    guard settled.item == nil, run.phase == .steps, !undoable.isEmpty else { return }
    for address in undoable.sorted() {
      guard let row = rows[address], let after = layout[row.step].definition.undo?.after,
        after == settled.step, self.address(of: after, seenFrom: row.parent) == settled.address
      else { continue }
      agenda.append(.undo(address))
    }
  }

  mutating func openUndo(_ address: StepAddress, _ event: Event) {
    guard var row = rows[address] else { preconditionFailure("only a known step is undone") }
    let step = layout[row.step].definition
    let attempt = Attempt(.undo, number: 1, epoch: event.epoch, openedAt: event.at)
    row.attempts = 1
    row.deadline = event.at + step.timeout
    let isMine = row.state != .settled(.done(.found))
    row.state =
      isMine ? .open(attempt, nil) : .open(attempt, .person(.failure(perhapsNotMine(row))))
    if let use = step.undo?.use {
      do throws(EvaluationFailure) {
        row.undoArguments = try evaluate(use.arguments, in: scope(at: row.parent))
      } catch {
        row.state = .open(attempt, .person(.failure(.noValue(error))))
      }
    }
    write(row)
  }

  private func perhapsNotMine(_ row: StepRow) -> StepFailure {
    StepFailure(
      .permanent,
      .perhapsNotMine,
      detail: """
        The process ended while '\(row.address)' was being done, and found it done afterwards: this \
        run may have made it, or it was there before. \(row.observation?.summary ?? "")
        """,
      remedy: "Look whether it was there before the run began. Retry takes it away; skip leaves it."
    )
  }

  /// A step's work is done, or its effect is taken away again.
  mutating func finish(_ address: StepAddress, _ completion: StepCompletion, _ event: Event) {
    let observed = StepRow.Observed(at: event.at, summary: completion.summary)
    guard rows[address]?.state.attempt?.aim == .undo else {
      return settle(address, .done(completion.how), outputs: completion.outputs, event) {
        $0.observation = observed
      }
    }
    update(address) { row in
      row.state = .settled(.undone)
      row.settledAt = event.at
      row.observation = observed
    }
  }

  func hasWork(inside address: StepAddress) -> Bool {
    active.contains { $0.isInside(address) }
  }

  private mutating func cancelGroups(inside address: StepAddress, _ event: Event) {
    for row in rows.values.sorted(by: { $0.address > $1.address })
    where row.address.isInside(address) && !row.state.isSettled {
      settle(row.address, .cancelled, outputs: [:], event)
    }
  }
}
