import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin
import WorkflowStore

/// The loop of one run: the one task that owns its machine.
struct RunDriver {
  var machine: RunMachine
  var lease: Lease
  var store: any RunStore
  var performer: StepPerformer
  var clock: EngineClock
  var interruption: Interruption
  var watch: @Sendable (RunProgress) -> Void

  private enum Message: Sendable {
    case happened(StepAddress, Event.Kind)
    case failed(any Error)
    case woken
    /// An alarm set for this time is over.
    case rang(Instant)
  }

  init(
    machine: RunMachine,
    lease: Lease,
    store: any RunStore,
    performer: StepPerformer,
    clock: EngineClock,
    interruption: Interruption,
    watch: @escaping @Sendable (RunProgress) -> Void
  ) {
    self.machine = machine
    self.lease = lease
    self.store = store
    self.performer = performer
    self.clock = clock
    self.interruption = interruption
    self.watch = watch
  }

  mutating func drive(decision: Decision?) async throws -> RunEnd {
    if let decision, !machine.isClosed { try await take(decision) }
    return try await withThrowingDiscardingTaskGroup { group in
      try await withThrowingDiscardingTaskGroup { alarms in
        // An alarm that is still set when the run ends is nothing to wait for.
        defer { alarms.cancelAll() }
        return try await drive(&group, &alarms)
      }
    }
  }

  private mutating func drive(
    _ group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ alarms: inout ThrowingDiscardingTaskGroup<any Error>
  ) async throws -> RunEnd {
    let mailbox = Mailbox<Message>()
    interruption.listen { mailbox.post(.woken) }
    var live: Set<StepAddress> = []
    var renewal = clock.now() + Lease.renewal
    var glance = clock.now()
    // The earliest that is set; later ones that ring find nothing to do.
    var alarm: Instant?
    while true {
      let now = clock.now()
      if now >= renewal {
        try store.renew(lease, at: now)
        renewal = now + Lease.renewal
      }
      if now >= glance {
        try await takeSubmissions()
        glance = now + clock.glance
      }
      if machine.isTimeDue(at: now) { try await commit([(nil, .timePassed)]) }
      if let outcome = machine.run.outcome { return .closed(outcome) }
      let isStopping = interruption.isRequested
      if live.isEmpty {
        if isStopping { return .interrupted }
        if machine.run.goal == .pause { return .paused }
        if machine.needsOnlyPeople {
          // What was decided while the last work ended is not left lying.
          if try await takeSubmissions() { continue }
          return .attention(machine.questions)
        }
      }
      if !isStopping {
        for work in machine.work(at: now) where live.insert(work.address).inserted {
          start(work, in: &group, mailbox)
        }
      }
      // While stopping, only what is under way is waited for.
      let wake = isStopping ? nil : machine.nextWake(besides: live)
      if live.isEmpty, wake == nil { return .attention(machine.questions) }
      let next = min(wake ?? renewal, renewal, glance)
      if alarm.map({ next < $0 }) ?? true {
        alarm = next
        alarms.addTask { [clock] in
          try? await clock.sleep(max(next - now, .zero))
          mailbox.post(.rang(next))
        }
      }
      await mailbox.wait()
      var happened: [(StepAddress, Event.Kind)] = []
      var failure: (any Error)?
      for message in mailbox.take() {
        switch message {
        case .happened(let address, let kind):
          live.remove(address)
          happened.append((address, kind))
        case .failed(let error): failure = error
        case .rang(let instant): if instant == alarm { alarm = nil }
        case .woken: break
        }
      }
      // What a neighbour has achieved is kept before the failure ends the run.
      if !happened.isEmpty { try await commit(happened) }
      if let failure { throw failure }
    }
  }

  private func start(
    _ work: Work,
    in group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ mailbox: Mailbox<Message>
  ) {
    guard let row = machine.row(at: work.address) else {
      preconditionFailure("work has a row")
    }
    let job = StepPerformer.Job(
      row: row,
      step: machine.definition(of: row),
      // A process before this one may have sent it.
      isRecovered: row.state.attempt.map { $0.epoch < lease.epoch } ?? false,
      isEnding: machine.isEnding(row.parent)
    )
    let performer = performer
    // Begun here and now, without a turn through other threads: most work waits on its target.
    group.addImmediateTask {
      do {
        let outcome = try await CallOrigin.$step.withValue(work.address) {
          try await performer.perform(job, work.kind)
        }
        mailbox.post(.happened(work.address, outcome))
      } catch {
        mailbox.post(.failed(error))
      }
    }
  }

  /// Commits a person's act.
  ///
  /// - Throws: `DiagnosticsError` when it is not legal as the run stands.
  mutating func take(_ decision: Decision) async throws {
    if let refusal = machine.refusal(of: decision) { throw refusal.ofDecision }
    try await commit([(nil, .decided(decision))])
  }

  /// Commits what people have decided meanwhile; true when there was something.
  @discardableResult
  private mutating func takeSubmissions() async throws -> Bool {
    let submissions = try store.submissions(to: lease.run)
    for submission in submissions {
      if let refusal = machine.refusal(of: submission.decision) {
        let text = [refusal.detail, refusal.remedy].compactMap(\.self).joined(separator: "\n")
        let answer = DecisionAnswer(submission: submission.number, refusal: text)
        try await store.commit(Transition(), to: lease.run, answering: [answer], under: lease)
      } else {
        let answer = DecisionAnswer(submission: submission.number)
        try await commit([(nil, .decided(submission.decision))], answering: [answer])
      }
    }
    return !submissions.isEmpty
  }

  /// Takes events that are ready together through the machine and commits them as one.
  private mutating func commit(
    _ happened: [(StepAddress?, Event.Kind)],
    answering answers: [DecisionAnswer] = []
  ) async throws {
    var merged = Transition()
    for (address, kind) in happened {
      // What a step had under way when it was cancelled, perhaps a moment ago, answers nobody.
      if let address, !machine.isUnderWay(address) { continue }
      let event = Event(kind, at: clock.now(), chance: clock.chance(), epoch: lease.epoch)
      do throws(EventRefusal) {
        merged.append(try machine.handle(event))
      } catch {
        throw DiagnosticsError(Diagnostic(.eventRefused, detail: error.detail))
      }
    }
    if merged.events.isEmpty { return }
    try await store.commit(merged, to: lease.run, answering: answers, under: lease)
    watch(RunProgress(run: machine.run, changed: merged.rows, events: merged.events))
  }
}
