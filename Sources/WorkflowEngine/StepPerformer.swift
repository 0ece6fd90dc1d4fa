import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin

/// Carries out one piece of work of one step and says what happened; decides nothing.
///
/// The order is the attempt protocol: the commit that opened the attempt is on disk, the barrier
/// on the target is taken, the probe is asked, and only what is absent is sent.
struct StepPerformer: Sendable {
  var registry: PluginRegistry
  var sender: any Sender
  var clock: EngineClock
  var run: RunRow
  /// Throws when another process has taken the run; asked before anything is written to a target.
  var verifyLease: @Sendable () throws -> Void

  /// A step as its row and definition say.
  struct Job: Sendable {
    var row: StepRow
    var step: StepDefinition
    /// The attempt was open before this process began: something may have been sent.
    var isRecovered: Bool
    /// What is not there is not sent any more.
    var isEnding: Bool

    /// Whether the effect is to be taken away again.
    var isUndoing: Bool { row.state.attempt?.aim == .undo }

    /// Whether that is done by the action's own inverse.
    var isInverse: Bool { isUndoing && step.undo?.use == nil }

    /// Nothing of this attempt or one before it was sent.
    var isFirst: Bool { !isRecovered && row.state.attempt?.mayHaveLanded == false }

    /// How a step ends whose effect the probe finds there before anything is sent.
    var wayFound: StepResult.Completion {
      if isFirst { return .noOp }
      return row.state.attempt?.mayHaveLanded == true ? .adopted : .found
    }

    var action: String {
      if isUndoing, let use = step.undo?.use { return use.action }
      switch step.kind {
      case .action(let use): return use.action
      case .gate(let gate): return gate.read?.action ?? ""
      case .group: preconditionFailure("a group has no work of its own")
      }
    }

    var arguments: [String: Value] {
      isUndoing && !isInverse ? row.undoArguments ?? [:] : row.arguments
    }
  }

  /// - Throws: only when the lease or the store fails; every failure of the world is an event.
  func perform(_ job: Job, _ kind: Work.Kind) async throws -> Event.Kind {
    let address = job.row.address
    guard let action = registry[job.action] else {
      return .stepFailed(
        address,
        StepFailure(
          .permanent,
          .unknownAction,
          detail: "This program has no action '\(job.action)'."
        ),
        calls: []
      )
    }
    let writes = action.effect != .read
    var task = ActionTask(
      action: action,
      arguments: arguments(of: job, for: action),
      row: job.row,
      reading: FailureReading(rules: registry.errorRules(of: job.action)),
      clock: clock
    )
    let session = sender.open(barrier: writes ? barrier(of: address) : nil)
    do {
      let outcome = try await carryOut(kind, &task, session, job)
      await session.close()
      return outcome
    } catch let failure as StepFailure {
      await session.close()
      let isUnknown = action.effect == .unsafe && failure.kind == .indeterminate
      return .stepFailed(
        address,
        isUnknown ? unknownOutcome(of: action, because: failure.detail) : failure,
        calls: task.sent
      )
    } catch {
      await session.close()
      throw error
    }
  }

  private func carryOut(
    _ kind: Work.Kind,
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    switch kind {
    case .read:
      let observation = try await task.read(session)
      return .gateRead(
        job.row.address,
        result: observation.outputs,
        summary: observation.summary
      )
    case .follow(_, let handle):
      switch await task.poll(handle, session) {
      case .running(let next, let percent, let summary):
        return .operationRunning(
          job.row.address,
          next: run.paced(next),
          percent: percent,
          summary: summary,
          calls: []
        )
      case .unreadable(let failure):
        return .operationUnreadable(job.row.address, failure)
      case .failed(let code, let message):
        throw await task.operationFailure(code: code, message: message, handle, session)
      case .succeeded:
        return try await confirm(&task, session, job)
      case .unknown:
        if job.isEnding, !job.isUndoing { return try await settle(&task, session, job) }
        return job.isInverse
          ? try await undo(&task, session, job) : try await apply(&task, session, job)
      }
    case .settle:
      return try await settle(&task, session, job)
    case .perform where job.isInverse:
      return try await undo(&task, session, job)
    case .perform:
      return try await apply(&task, session, job)
    }
  }

  /// Probes, and sends what is absent.
  private func apply(
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    let address = job.row.address
    let action = task.action
    if action.effect == .unsafe, !job.isFirst {
      throw unknownOutcome(of: action, because: "It was sent before, and may have been done.")
    }
    if action.effect == .read {
      let observation = try await task.read(session)
      return .stepDone(
        address,
        StepCompletion(.executed, outputs: observation.outputs, summary: observation.summary)
      )
    }
    let observation = try await task.probe(session)
    if let observation {
      switch action.response(to: observation) {
      case .nothing:
        return .stepDone(
          address,
          StepCompletion(
            job.wayFound,
            outputs: observation.outputs,
            summary: observation.summary
          )
        )
      case .send: break
      case .judge: throw task.judgement(observation, .differentObject)
      case .leave: throw task.judgement(observation, .foreignObject)
      case .mend: throw task.judgement(observation, .goneBad, .stale)
      case .follow(let handle):
        return inProgress(address, handle, observation.summary, calls: [])
      }
    }
    return try await send(action.calls, observation, &task, session, job)
  }

  /// Probes, and takes away what is there.
  private func undo(
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    guard let inverse = task.action.inverse else {
      preconditionFailure("the compiler lets no step be undone whose action has no inverse")
    }
    let observation = try await task.probe(session)
    switch observation?.state {
    case .absent:
      return .stepDone(
        job.row.address,
        StepCompletion(job.wayFound, summary: observation?.summary ?? "")
      )
    case .foreign:
      throw observation.map { task.judgement($0, .foreignObject) } ?? tooLate(job)
    case .inProgress(let handle):
      return inProgress(job.row.address, handle, observation?.summary ?? "", calls: [])
    case .mine, .different, .goneBad, nil: break
    }
    return try await send(inverse, observation, &task, session, job)
  }

  /// Asks what became of an attempt in a run that is on its way out; nothing is sent any more.
  private func settle(
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    let address = job.row.address
    let action = task.action
    if action.effect == .read { return .stepAbsent(address, summary: "not read any more") }
    guard action.effect == .probed, let observation = try await task.probe(session) else {
      if job.isFirst { return .stepAbsent(address, summary: "nothing was sent") }
      guard action.effect == .unsafe else {
        return .stepDone(address, StepCompletion(.adopted, summary: "it may have been done"))
      }
      throw unknownOutcome(of: action, because: "It was sent before, and may have been done.")
    }
    switch observation.state {
    case .absent, .foreign:
      return .stepAbsent(address, summary: observation.summary)
    case .different where job.isFirst:
      return .stepAbsent(address, summary: observation.summary)
    case .inProgress(let handle):
      return inProgress(address, handle, observation.summary, calls: [])
    case .mine, .different, .goneBad:
      return .stepDone(
        address,
        StepCompletion(
          job.wayFound,
          outputs: observation.outputs,
          summary: observation.summary
        )
      )
    }
  }

  /// Sends writes, and asks the probe what they have done.
  private func send(
    _ calls: Action.Calls?,
    _ observation: Observation?,
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    guard clock.now() < job.row.deadline else { throw tooLate(job) }
    try verifyLease()
    let operation = try await task.send(calls, observation, session)
    if let operation {
      return .operationAccepted(
        job.row.address,
        operation,
        next: run.paced(operation.pollAfter),
        calls: task.sent
      )
    }
    return try await confirm(&task, session, job)
  }

  /// Asks the probe whether the effect is there, or gone; all outputs come from it.
  private func confirm(
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ job: Job
  ) async throws -> Event.Kind {
    let address = task.row.address
    guard let observation = try await lookAfter(&task, session) else {
      let summary = task.isDoneAlready ? "the target says that it is done already" : "sent"
      return .stepDone(address, StepCompletion(.executed, summary: summary, calls: task.sent))
    }
    if job.isInverse {
      switch observation.state {
      case .absent: break
      case .inProgress(let handle):
        return inProgress(address, handle, observation.summary, calls: task.sent)
      default: throw task.judgement(observation, .effectNotProved)
      }
      return .stepDone(
        address,
        StepCompletion(.executed, summary: observation.summary, calls: task.sent)
      )
    }
    switch observation.state {
    case .inProgress(let handle):
      return inProgress(address, handle, observation.summary, calls: task.sent)
    case .mine:
      break
    case .goneBad:
      throw task.judgement(observation, .goneBad, .stale)
    default:
      if task.action.effect == .repeatable { break }
      throw task.judgement(observation, .effectNotProved)
    }
    return .stepDone(
      address,
      StepCompletion(
        .executed,
        outputs: observation.outputs,
        summary: observation.summary,
        calls: task.sent
      )
    )
  }

  /// What was sent and cannot be looked at may have been done, however the look failed.
  private func lookAfter(
    _ task: inout ActionTask,
    _ session: any SenderSession
  ) async throws(StepFailure) -> Observation? {
    do {
      return try await task.probe(session)
    } catch {
      var failure = error
      if !task.sent.isEmpty { failure.kind = .indeterminate }
      throw failure
    }
  }

  private func inProgress(
    _ address: StepAddress,
    _ handle: OperationHandle?,
    _ summary: String,
    calls: [SentCall]
  ) -> Event.Kind {
    if let handle {
      return .operationAccepted(address, handle, next: run.paced(handle.pollAfter), calls: calls)
    }
    return .operationRunning(
      address,
      next: run.paced(.seconds(15)),
      percent: nil,
      summary: summary,
      calls: calls
    )
  }

  private func arguments(of job: Job, for action: Action) -> Arguments {
    Arguments(
      action.descriptor.completing(job.arguments),
      run: run.id,
      address: job.row.address,
      at: job.row.state.attempt?.openedAt ?? clock.now()
    )
  }

  private func barrier(of address: StepAddress) -> String { "linkflow:\(run.id):\(address)" }

  /// A write that its own step's deadline would cut off is better not begun.
  private func tooLate(_ job: Job) -> StepFailure {
    StepFailure(
      .permanent,
      .deadlinePassed,
      detail: "The step's time was over at \(job.row.deadline); nothing was sent after that.",
      remedy: "Give it new time:\n  linkflow resume \(run.id)"
    )
  }

  private func unknownOutcome(of action: Action, because reason: String) -> StepFailure {
    StepFailure(
      .indeterminate,
      .unknownOutcome,
      detail: """
        \(reason) '\(action.descriptor.name)' has no probe: whether its effect is there, only a \
        person can tell.
        """,
      remedy: "Look at the target before anything else is done."
    )
  }
}
