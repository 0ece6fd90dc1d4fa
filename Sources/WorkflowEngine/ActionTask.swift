import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// One action at work on one session: its reads, its writes, and what was sent so far.
struct ActionTask {
  var action: Action
  var arguments: Arguments
  var row: StepRow
  var reading: FailureReading
  var clock: EngineClock
  var sent: [SentCall] = []
  /// The target said that what was asked for is there.
  var isDoneAlready = false

  init(
    action: Action,
    arguments: Arguments,
    row: StepRow,
    reading: FailureReading,
    clock: EngineClock
  ) {
    self.action = action
    self.arguments = arguments
    self.row = row
    self.reading = reading
    self.clock = clock
  }

  /// The observation of a reading action, which is its result.
  func read(_ session: any SenderSession) async throws(StepFailure) -> Observation {
    guard let observation = try await probe(session) else {
      preconditionFailure("a reading action has a probe")
    }
    guard observation.state == .mine else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: observation.summary,
        remedy: observation.remedy
      )
    }
    return observation
  }

  /// Sends the probe's reads, all of them, and interprets the answers; nil without a probe.
  func probe(_ session: any SenderSession) async throws(StepFailure) -> Observation? {
    guard let probe = action.probe else { return nil }
    var answers: [Answer] = []
    for call in try probe.calls(arguments) {
      precondition(call.access == .read, "a probe only reads")
      switch await send(call, session) {
      case .success(let answer): answers.append(answer)
      case .failure(let failure):
        guard case .failure(let stepFailure) = reading.verdict(on: failure, of: call) else {
          throw StepFailure(.permanent, code: failure.code, detail: failure.message)
        }
        throw stepFailure
      }
    }
    return try probe.read(arguments, answers)
  }

  /// Sends the writes in order; gives the handle of a long operation when the last one began it.
  mutating func send(
    _ calls: Action.Calls?,
    _ observation: Observation?,
    _ session: any SenderSession
  ) async throws(StepFailure) -> OperationHandle? {
    guard let calls else { return nil }
    var operation: OperationHandle?
    for call in try calls(arguments, observation) {
      switch await send(call, session) {
      case .success(let answer):
        operation = answer.operation
        note(call, answer.outcome)
      case .failure(let failure):
        switch reading.verdict(on: failure, of: call) {
        case .alreadyDone:
          isDoneAlready = true
          note(call, "already done: \(failure.message)")
        case .failure(let stepFailure):
          note(call, "\(failure.code): \(failure.message)")
          throw stepFailure
        }
      }
    }
    return operation
  }

  /// What a target says of an operation, as far as it can be asked.
  enum Following {
    case running(next: Duration, percent: Double?, summary: String)
    case succeeded
    case failed(code: String, message: String)
    case unknown
    /// No second question can be answered until a person mends something.
    case unreadable(StepFailure)
  }

  func poll(_ handle: OperationHandle, _ session: any SenderSession) async -> Following {
    do throws(CallFailure) {
      switch try await session.poll(handle) {
      case .running(let next, let percent, let summary):
        return .running(next: next, percent: percent, summary: summary)
      case .succeeded: return .succeeded
      case .failed(let code, let message): return .failed(code: code, message: message)
      case .unknown: return .unknown
      }
    } catch {
      let failure = reading.failure(of: error, following: handle)
      guard failure.kind == .transient else { return .unreadable(failure) }
      // Following is a read: the operation itself goes on whatever becomes of the question.
      return .running(
        next: failure.retryAfter ?? handle.pollAfter,
        percent: row.observation?.percent,
        summary: "its status cannot be read now: \(failure.detail)"
      )
    }
  }

  /// What the target said of an operation that failed, and what its probe says can be done now.
  func operationFailure(
    code: String,
    message: String,
    _ handle: OperationHandle,
    _ session: any SenderSession
  ) async -> StepFailure {
    let rule = reading.rule(forCode: code, message: message)
    let kind: FailureKind =
      if case .failure(let kind) = rule?.meaning { kind } else { .permanent }
    let id = handle.identifier.map { " (operation \($0))" } ?? ""
    // The operation's own words are the news; a probe that cannot be asked now takes nothing away.
    let observation = try? await probe(session)
    return StepFailure(
      kind,
      code: code.isEmpty ? DiagnosticCode.operationFailed.id : code,
      detail: "'\(handle.connection)' ended the operation\(id): \(message)",
      remedy: observation?.remedy ?? rule?.remedy
    )
  }

  func judgement(
    _ observation: Observation,
    _ code: DiagnosticCode,
    _ kind: FailureKind = .permanent
  ) -> StepFailure {
    StepFailure(
      kind,
      code,
      detail: "\(code.summary): \(observation.summary)",
      remedy: observation.remedy
    )
  }

  private func send(
    _ call: Call,
    _ session: any SenderSession
  ) async -> Swift.Result<Answer, CallFailure> {
    do throws(CallFailure) {
      return .success(try await session.send(call.ending(before: row.deadline, now: clock.now())))
    } catch {
      return .failure(error)
    }
  }

  private mutating func note(_ call: Call, _ answer: String) {
    sent.append(
      SentCall(
        connection: call.connection,
        purpose: call.purpose,
        text: call.text,
        answer: answer,
        at: clock.now()
      )
    )
  }
}

extension Call {
  /// The call with no more time than its step has left, but at least a second.
  fileprivate func ending(before deadline: Instant, now: Instant) -> Call {
    let left = max(.seconds(1), deadline - now)
    var call = self
    switch call.request {
    case .sql(var sql):
      sql.timeout = min(sql.timeout, left)
      call.request = .sql(sql)
    case .rest(var rest):
      rest.timeout = min(rest.timeout, left)
      call.request = .rest(rest)
    }
    return call
  }
}

extension Answer {
  fileprivate var outcome: String {
    switch self {
    case .sql(let sets):
      sets.isEmpty ? "done" : "\(sets.reduce(0) { $0 + $1.count }) rows"
    case .rest(let status, _, let operation):
      operation == nil ? "HTTP \(status)" : "HTTP \(status), operation accepted"
    }
  }
}
