import WorkflowDiagnostics
import WorkflowModel

extension RunMachine {
  /// Decides after a failure: again, probe again, or a person.
  ///
  /// `hasSent` says that writes of this attempt were answered before the one that failed.
  mutating func fail(
    _ address: StepAddress,
    _ failure: StepFailure,
    hasSent: Bool,
    _ event: Event
  ) {
    guard var row = rows[address] else { return }
    let step = layout[row.step].definition
    if case .gate(let gate) = step.kind {
      failRead(row, gate, step.retry, failure, event)
      return
    }
    guard case .open(let attempt, _) = row.state else { return }
    let policy = step.retry
    let isApplying = attempt.aim == .apply
    // What may have been done stays open until a probe has seen it, whatever fails after.
    let mayHaveLanded = attempt.mayHaveLanded || failure.kind == .indeterminate || hasSent
    // What an earlier process may have sent is not known to be absent, either.
    let isInDoubt = mayHaveLanded || attempt.epoch < event.epoch
    if isApplying, !isInDoubt, isEnding(row.parent) {
      return settle(address, .cancelled, outputs: [:], event) {
        $0.observation = .init(at: event.at, summary: failure.detail)
      }
    }
    let rule = isApplying ? rule(for: failure, at: row) : nil
    let mayRetry =
      failure.kind == .indeterminate || rule?.consequence == .retry
      || policy.errors.contains(failure.kind.rawValue) || policy.errors.contains(failure.code)
    let isFinal =
      row.attempts >= policy.maxAttempts || event.at >= row.deadline
      || failure.isUnknownOutcome || !mayRetry
    if isFinal {
      var attempt = attempt
      attempt.mayHaveLanded = mayHaveLanded
      attempt.operation = nil
      // An undo stays one, whether or not anything of it was sent.
      row.state = isInDoubt || !isApplying ? .open(attempt, nil) : .pending(nil)
      return giveUp(row, failure, rule, event)
    }
    let delay = run.paced(policy.delay(after: row.attempts, chance: event.chance))
    let until = event.at + max(delay, failure.retryAfter ?? .zero)
    row.observation = .init(at: event.at, summary: failure.detail)
    if isInDoubt || !isApplying {
      // The attempt stays open under a new number: the probe tells what became of the old one.
      row.attempts += 1
      row.state = .open(
        Attempt(
          attempt.aim,
          number: row.attempts,
          epoch: attempt.epoch,
          openedAt: event.at,
          mayHaveLanded: mayHaveLanded
        ),
        .timer(until: until)
      )
    } else {
      row.state = .pending(.timer(until: until))
    }
    write(row)
  }

  /// A gate that cannot look tries again at its own pace, but not for ever.
  private mutating func failRead(
    _ row: StepRow,
    _ gate: Gate,
    _ policy: RetryPolicy,
    _ failure: StepFailure,
    _ event: Event
  ) {
    var row = row
    let failures = (row.observation?.failures ?? 0) + 1
    let rule = rule(for: failure, at: row)
    let isPassing =
      failure.kind == .transient || failure.kind == .indeterminate || rule?.consequence == .retry
    guard isPassing, failures < policy.maxAttempts, event.at < row.deadline else {
      return giveUp(row, failure, rule, event)
    }
    let every: Duration =
      if case .reading(let reading) = gate { reading.every } else { .seconds(30) }
    let wait = max(run.paced(every), failure.retryAfter ?? .zero)
    row.state = .pending(.target(next: event.at + wait))
    row.observation = .init(
      at: event.at,
      percent: row.observation?.percent,
      summary: failure.detail,
      failures: failures
    )
    write(row)
  }

  /// What follows a failure after which the step is not tried again by itself.
  mutating func giveUp(_ row: StepRow, _ failure: StepFailure, _ event: Event) {
    giveUp(row, failure, rule(for: failure, at: row), event)
  }

  private mutating func giveUp(
    _ row: StepRow,
    _ failure: StepFailure,
    _ rule: FailureRule?,
    _ event: Event
  ) {
    var row = row
    var failure = failure
    if let hint = rule?.hint {
      failure.remedy = failure.remedy.map { "\(hint)\n\($0)" } ?? hint
    }
    let isInDoubt = row.state.attempt != nil
    let isUnknown = failure.isUnknownOutcome
    if layout.isFinally(row.step), !isInDoubt {
      return settle(row.address, .failed(failure), outputs: [:], event) { $0.failure = nil }
    }
    if isInDoubt, isEnding(row.parent) || run.phase != .steps {
      // It is on its way out already: only a person can tell what became of it.
      row.ask(.failure(failure))
      return write(row)
    }
    switch rule?.consequence {
    case .skip where !isInDoubt:
      write(row)
      settle(row.address, .skipped("\(failure.code): \(failure.detail)"), outputs: [:], event)
    case .fail where !isUnknown, .rollback where !isUnknown:
      write(row)
      if rule?.consequence == .rollback, let pivot = passedPivot {
        failure.remedy =
          "It cannot be rolled back: '\(pivot.address)' may have been sent, and there is no way back "
          + "from it.\n\(failure.remedy ?? "")"
        row.ask(.failure(failure))
        return write(row)
      }
      if !isInDoubt { settle(row.address, .failed(failure), outputs: [:], event) }
      endForFailure(at: row, failure, rollsBack: rule?.consequence == .rollback, event)
    case .skip, .fail, .rollback, .retry, .attention, nil:
      row.ask(.failure(failure))
      write(row)
    }
  }

  /// Ends the item that the step is in, or the run.
  private mutating func endForFailure(
    at row: StepRow,
    _ failure: StepFailure,
    rollsBack: Bool,
    _ event: Event
  ) {
    run.failure = run.failure ?? failure
    if !rollsBack, let item = item(around: row.address) {
      update(item) { $0.failure = failure }
      return stop(inside: item, event)
    }
    run.goal = rollsBack ? .rollback : .cancel
    stop(inside: .root, event)
  }

  private func item(around address: StepAddress) -> StepAddress? {
    var address = address
    while let row = rows[address] {
      if row.item != nil { return address }
      address = row.parent
    }
    return nil
  }

  /// The first rule that fits, from the step outwards.
  private func rule(for failure: StepFailure, at row: StepRow) -> FailureRule? {
    var address = row.address
    while let row = rows[address] {
      let rules = layout[row.step].definition.onError
      if let rule = rules.first(where: { $0.fits(failure) }) { return rule }
      address = row.parent
    }
    return definition.onError.first { $0.fits(failure) }
  }

  /// A step without a way back that may have been sent.
  var passedPivot: StepRow? {
    rows.values.filter { row in
      guard layout[row.step].definition.isPivot else { return false }
      switch row.state {
      case .open(let attempt, _): return attempt.aim == .apply
      case .settled(.done(let how)): return how != .noOp
      default: return false
      }
    }.min { $0.address < $1.address }
  }
}

extension StepRow {
  /// Lets the step wait for a person, in doubt or not as it stands.
  mutating func ask(_ question: Question) {
    if case .open(let attempt, _) = state {
      state = .open(attempt, .person(question))
    } else {
      state = .pending(.person(question))
    }
  }
}

extension StepState {
  var isFailed: Bool {
    if case .settled(.failed) = self { true } else { false }
  }

  var isDone: Bool {
    if case .settled(.done) = self { true } else { false }
  }
}
