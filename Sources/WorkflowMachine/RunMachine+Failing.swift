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
    let mayRetry =
      policy.errors.contains(failure.kind.rawValue) || policy.errors.contains(failure.code)
    let isInDoubt = failure.kind == .indeterminate
    // What may have been done stays open until a probe has seen it, whatever fails after.
    let mayHaveLanded = attempt.mayHaveLanded || isInDoubt || hasSent
    let isFinal =
      row.attempts >= policy.maxAttempts || event.at >= row.deadline
      || failure.code == DiagnosticCode.unknownOutcome.id || !(mayRetry || isInDoubt)
    if isFinal {
      var attempt = attempt
      attempt.mayHaveLanded = mayHaveLanded
      attempt.operation = nil
      row.state = mayHaveLanded ? .open(attempt, .person(failure)) : .pending(.person(failure))
      return write(row)
    }
    let delay = run.paced(policy.delay(after: row.attempts, chance: event.chance))
    let until = event.at + max(delay, failure.retryAfter ?? .zero)
    row.observation = .init(at: event.at, summary: failure.detail)
    if mayHaveLanded {
      // The attempt stays open under a new number: the probe tells what became of the old one.
      row.attempts += 1
      row.state = .open(
        Attempt(
          number: row.attempts,
          epoch: event.epoch,
          openedAt: event.at,
          mayHaveLanded: true
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
    let isPassing = failure.kind == .transient || failure.kind == .indeterminate
    if isPassing, failures < policy.maxAttempts, event.at < row.deadline {
      let wait = max(run.paced(gate.every), failure.retryAfter ?? .zero)
      row.state = .pending(.target(next: event.at + wait))
      row.observation = .init(
        at: event.at,
        percent: row.observation?.percent,
        summary: failure.detail,
        failures: failures
      )
    } else {
      row.state = .pending(.person(failure))
    }
    write(row)
  }
}
