import WorkflowDiagnostics
import WorkflowModel

extension RunMachine {
  /// Goes on following a long operation; `handle` is given when it has just been accepted.
  mutating func follow(
    _ address: StepAddress,
    _ handle: OperationHandle?,
    _ hasSent: Bool = true,
    next: Duration,
    percent: Double?,
    summary: String,
    _ event: Event
  ) {
    guard var row = rows[address], case .open(var attempt, _) = row.state else { return }
    attempt.operation = handle ?? attempt.operation
    attempt.mayHaveLanded = attempt.mayHaveLanded || hasSent
    row.observation = .init(at: event.at, percent: percent, summary: summary)
    row.state =
      event.at >= row.deadline
      ? .open(attempt, .person(deadlinePassed(row)))
      : .open(attempt, .target(next: event.at + next))
    write(row)
  }

  /// Judges what a gate's read said.
  mutating func read(
    _ address: StepAddress,
    _ result: [String: Value],
    _ summary: String,
    _ event: Event
  ) {
    guard let row = rows[address],
      case .gate(let gate) = layout[row.step].definition.kind
    else { return }
    let reading: Reading
    do throws(EvaluationFailure) {
      reading = try judge(result, for: gate, under: row.parent)
    } catch {
      return update(address) { $0.state = .pending(.person(.noValue(error))) }
    }
    let since = reading.isTrue ? row.observation?.trueSince ?? event.at : nil
    let observed = StepRow.Observed(
      at: event.at,
      percent: reading.percent,
      summary: summary,
      trueSince: since
    )
    let isStable = since.map { event.at - $0 >= run.paced(gate.stableFor ?? .zero) } ?? false
    if isStable {
      settle(address, .done(.executed), outputs: result, event) { $0.observation = observed }
      return
    }
    let state: StepState =
      if reading.hasFailed {
        .pending(.person(reportedFailure(row, summary)))
      } else if event.at >= row.deadline {
        .pending(.person(deadlinePassed(row)))
      } else {
        .pending(.target(next: event.at + run.paced(gate.every)))
      }
    update(address) { row in
      row.observation = observed
      row.state = state
    }
  }

  /// What a gate's expressions say of a reading.
  private struct Reading {
    var percent: Double?
    var isTrue: Bool
    var hasFailed: Bool
  }

  private func judge(
    _ result: [String: Value],
    for gate: Gate,
    under parent: StepAddress
  ) throws(EvaluationFailure) -> Reading {
    var scope = scope(at: parent)
    scope.names["result"] = .object(result)
    var reading = Reading(isTrue: try truth(gate.until, in: scope), hasFailed: false)
    reading.percent = try gate.progress?.evaluate(in: scope).double
    if let failWhen = gate.failWhen { reading.hasFailed = try truth(failWhen, in: scope) }
    return reading
  }

  /// Ends the timers that are over.
  ///
  /// Deadlines are judged by the next look, which may bring good news.
  mutating func passTime(_ event: Event) {
    for address in active.sorted() {
      guard var row = rows[address] else { continue }
      switch row.state {
      case .pending(.timer(let until)) where until <= event.at:
        row.attempts += 1
        row.state = .open(
          Attempt(number: row.attempts, epoch: event.epoch, openedAt: event.at),
          nil
        )
      case .open(let attempt, .timer(let until)) where until <= event.at:
        row.state = .open(attempt, nil)
      default: continue
      }
      write(row)
    }
  }

  /// A person has mended the cause: whatever waits for one is probed and tried again.
  mutating func decide(_ decision: Decision, _ event: Event) {
    switch decision.verb {
    case .retryAll:
      for row in rows.values.sorted(by: { $0.address < $1.address }) {
        guard let failure = row.state.attention else { continue }
        retry(row, after: failure, event)
      }
    }
  }

  private mutating func retry(_ row: StepRow, after failure: StepFailure, _ event: Event) {
    // Sent without an answer and without a probe: only a person's own verdict settles it.
    if failure.code == DiagnosticCode.unknownOutcome.id { return }
    let step = layout[row.step].definition
    if failure.code == DiagnosticCode.evaluationFailed.id, row.item == nil {
      agenda.append(.open(step, parent: row.parent))
      return
    }
    var row = row
    row.deadline = event.at + step.timeout
    extendGroups(around: row, event)
    switch step.kind {
    case .action:
      row.attempts = 1
      row.state = .open(
        Attempt(
          number: 1,
          epoch: event.epoch,
          openedAt: event.at,
          mayHaveLanded: row.state.attempt?.mayHaveLanded ?? false,
          operation: row.state.attempt?.operation
        ),
        nil
      )
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

  private func deadlinePassed(_ row: StepRow) -> StepFailure {
    let last = row.observation.map { " The last look, at \($0.at), said: \($0.summary)." } ?? ""
    return StepFailure(
      row.state.attempt == nil ? .permanent : .indeterminate,
      .deadlinePassed,
      detail: "The step did not end before \(row.deadline).\(last)",
      remedy: """
        Find out what holds it up, then give it a new deadline:
          linkflow resume \(run.id)
        """
    )
  }

  private func reportedFailure(_ row: StepRow, _ summary: String) -> StepFailure {
    StepFailure(
      .permanent,
      .pollSaysFailed,
      detail: "The target reports a failure: \(summary).",
      remedy: """
        Mend the cause on the target, then:
          linkflow resume \(run.id)
        """
    )
  }
}
