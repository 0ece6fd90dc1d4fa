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
      ? .open(attempt, .person(.failure(deadlinePassed(row))))
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
    guard let row = rows[address], case .gate(let gate) = layout[row.step].definition.kind else {
      return
    }
    do throws(EvaluationFailure) {
      switch gate {
      case .reading(let reading): try judge(row, reading, result, summary, event)
      case .work(let work): try judge(row, work, result, summary, event)
      case .time, .approval: preconditionFailure("only a gate that reads is answered")
      }
    } catch {
      update(address) { $0.ask(.failure(.noValue(error))) }
    }
  }

  private mutating func judge(
    _ row: StepRow,
    _ reading: Reading,
    _ result: [String: Value],
    _ summary: String,
    _ event: Event
  ) throws(EvaluationFailure) {
    let verdict = try verdict(result, for: reading, under: row.parent)
    let since = verdict.isTrue ? row.observation?.trueSince ?? event.at : nil
    let observed = StepRow.Observed(
      at: event.at,
      percent: verdict.percent,
      summary: summary,
      trueSince: since
    )
    let isStable = since.map { event.at - $0 >= run.paced(reading.stableFor ?? .zero) } ?? false
    if isStable {
      return settle(row.address, .done(.executed), outputs: result, event) {
        $0.observation = observed
      }
    }
    var row = row
    row.observation = observed
    if verdict.hasFailed {
      giveUp(row, reportedFailure(row, summary), event)
    } else if event.at >= row.deadline {
      giveUp(row, deadlinePassed(row), event)
    } else {
      row.state = .pending(.target(next: event.at + run.paced(reading.every)))
      write(row)
    }
  }

  /// A read has proved a person's work, or asks for it.
  private mutating func judge(
    _ row: StepRow,
    _ work: ManualWork,
    _ result: [String: Value],
    _ summary: String,
    _ event: Event
  ) throws(EvaluationFailure) {
    var scope = scope(at: row.parent)
    let instructions = try work.instructions.evaluate(in: scope).description
    scope.names["result"] = .object(result)
    let observed = StepRow.Observed(at: event.at, summary: summary)
    if try truth(work.until, in: scope) {
      let isFirst = row.observation == nil
      settle(row.address, .done(isFirst ? .noOp : .executed), outputs: result, event) {
        $0.observation = observed
      }
      return
    }
    update(row.address) { row in
      row.observation = observed
      row.state = .pending(.person(.work(instructions: instructions)))
    }
  }

  /// What a gate's expressions say of a reading.
  private struct Verdict {
    var percent: Double?
    var isTrue: Bool
    var hasFailed: Bool
  }

  private func verdict(
    _ result: [String: Value],
    for reading: Reading,
    under parent: StepAddress
  ) throws(EvaluationFailure) -> Verdict {
    var scope = scope(at: parent)
    scope.names["result"] = .object(result)
    var verdict = Verdict(isTrue: try truth(reading.until, in: scope), hasFailed: false)
    verdict.percent = try reading.progress?.evaluate(in: scope).double
    if let failWhen = reading.failWhen, !verdict.isTrue {
      verdict.hasFailed = try truth(failWhen, in: scope)
    }
    return verdict
  }

  /// Ends the timers that are over.
  ///
  /// Deadlines are judged by the next look, which may bring good news.
  mutating func passTime(_ event: Event) {
    for address in active.sorted() {
      guard var row = rows[address] else { continue }
      switch row.state {
      case .pending(.timer(let until)) where until <= event.at:
        if case .gate = layout[row.step].definition.kind {
          settle(address, .done(.executed), outputs: [:], event)
          continue
        }
        row.attempts += 1
        row.state = .open(
          Attempt(number: row.attempts, epoch: event.epoch, openedAt: event.at),
          nil
        )
      case .open(let attempt, .timer(let until)) where until <= event.at:
        row.state = .open(attempt, nil)
      case .pending(.person(.approval(_, _, let expires))) where expires <= event.at:
        row.state = .pending(nil)
        giveUp(row, approvalExpired(row, expires), event)
        continue
      default: continue
      }
      write(row)
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

  private func approvalExpired(_ row: StepRow, _ expires: Instant) -> StepFailure {
    StepFailure(
      .permanent,
      .approvalExpired,
      detail: "Nobody approved or rejected before \(expires).",
      remedy: """
        Ask again:
          linkflow retry \(run.id) \(row.address)
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
