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
    var use: ActionUse
    /// The attempt was open before this process began: something may have been sent.
    var isRecovered: Bool
  }

  /// - Throws: only when the lease or the store fails; every failure of the world is an event.
  func perform(_ job: Job, _ kind: Work.Kind) async throws -> Event.Kind {
    let address = job.row.address
    guard let action = registry[job.use.action] else {
      return .stepFailed(
        address,
        StepFailure(
          .permanent,
          .unknownAction,
          detail: "This program has no action '\(job.use.action)'."
        ),
        calls: []
      )
    }
    let writes = action.effect != .read
    var task = ActionTask(
      action: action,
      arguments: arguments(of: job, for: action),
      row: job.row,
      reading: FailureReading(rules: registry.errorRules(of: job.use.action)),
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
        return try await confirm(&task, session, .executed)
      case .unknown:
        return try await apply(&task, session, job)
      }
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
    let isFirst = !job.isRecovered && job.row.state.attempt?.mayHaveLanded == false
    if action.effect == .unsafe, !isFirst {
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
    if action.effect == .probed, let observation {
      switch observation.state {
      case .mine:
        return .stepDone(
          address,
          StepCompletion(
            isFirst ? .noOp : .adopted,
            outputs: observation.outputs,
            summary: observation.summary
          )
        )
      case .absent: break
      case .different where action.descriptor.onDifferent == .alter: break
      case .different: throw task.judgement(observation, .differentObject)
      case .foreign: throw task.judgement(observation, .foreignObject)
      case .goneBad: throw task.judgement(observation, .goneBad, .stale)
      case .inProgress(let handle):
        return inProgress(address, handle, observation.summary, calls: [])
      }
    }
    guard clock.now() < job.row.deadline else { throw tooLate(job) }
    try verifyLease()
    let operation = try await task.send(observation, session)
    if let operation {
      return .operationAccepted(
        address,
        operation,
        next: run.paced(operation.pollAfter),
        calls: task.sent
      )
    }
    return try await confirm(&task, session, .executed)
  }

  /// Asks the probe whether the effect is there; all outputs come from it.
  private func confirm(
    _ task: inout ActionTask,
    _ session: any SenderSession,
    _ how: StepResult.Completion
  ) async throws -> Event.Kind {
    let address = task.row.address
    guard let observation = try await task.probe(session) else {
      let summary = task.isDoneAlready ? "the target says that it is done already" : "sent"
      return .stepDone(address, StepCompletion(how, summary: summary, calls: task.sent))
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
        how,
        outputs: observation.outputs,
        summary: observation.summary,
        calls: task.sent
      )
    )
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
    var values = job.row.arguments
    for input in action.descriptor.inputs where values[input.name] ?? .null == .null {
      values[input.name] = input.defaultValue
    }
    return Arguments(values, run: run.id, address: job.row.address)
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
