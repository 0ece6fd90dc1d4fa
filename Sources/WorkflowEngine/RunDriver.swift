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
    // What is open now was opened by an earlier process or a moment ago by `create`; only the
    // first attempt of this process's own run is known to be unsent.
    let inherited = lease.epoch > 1 ? machine.openAttempts : []
    if let decision, !machine.isClosed { try await take(decision) }
    return try await withThrowingDiscardingTaskGroup { group in
      try await withThrowingDiscardingTaskGroup { alarms in
        // An alarm that is still set when the run ends is nothing to wait for.
        defer { alarms.cancelAll() }
        return try await drive(recovered: inherited, &group, &alarms)
      }
    }
  }

  private mutating func drive(
    recovered inherited: Set<StepAddress>,
    _ group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ alarms: inout ThrowingDiscardingTaskGroup<any Error>
  ) async throws -> RunEnd {
    let mailbox = Mailbox<Message>()
    interruption.listen { mailbox.post(.woken) }
    var live: Set<StepAddress> = []
    var recovered = inherited
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
      if machine.isTimeDue(at: now) { try await commit([.timePassed]) }
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
          let isRecovered = recovered.remove(work.address) != nil
          start(work, isRecovered: isRecovered, in: &group, mailbox)
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
      var kinds: [Event.Kind] = []
      var failure: (any Error)?
      for message in mailbox.take() {
        switch message {
        case .happened(let address, let kind):
          live.remove(address)
          // A read that a step had under way when it was cancelled answers nobody.
          if machine.isUnderWay(address) { kinds.append(kind) }
        case .failed(let error): failure = error
        case .rang(let instant): if instant == alarm { alarm = nil }
        case .woken: break
        }
      }
      // What a neighbour has achieved is kept before the failure ends the run.
      if !kinds.isEmpty { try await commit(kinds) }
      if let failure { throw failure }
    }
  }

  private func start(
    _ work: Work,
    isRecovered: Bool,
    in group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ mailbox: Mailbox<Message>
  ) {
    guard let row = machine.row(at: work.address) else {
      preconditionFailure("work has a row")
    }
    let job = StepPerformer.Job(
      row: row,
      step: machine.definition(of: row),
      isRecovered: isRecovered
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
    if let refusal = machine.refusal(of: decision) {
      throw DiagnosticsError(
        Diagnostic(.decisionRefused, detail: refusal.detail, remedy: refusal.remedy)
      )
    }
    try await commit([.decided(decision)])
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
        try await commit([.decided(submission.decision)], answering: [answer])
      }
    }
    return !submissions.isEmpty
  }

  /// Takes events that are ready together through the machine and commits them as one.
  private mutating func commit(
    _ kinds: [Event.Kind],
    answering answers: [DecisionAnswer] = []
  ) async throws {
    var merged = Transition()
    for kind in kinds {
      let event = Event(kind, at: clock.now(), chance: clock.chance(), epoch: lease.epoch)
      do throws(EventRefusal) {
        merged.append(try machine.handle(event))
      } catch {
        throw DiagnosticsError(Diagnostic(.eventRefused, detail: error.detail))
      }
    }
    try await store.commit(merged, to: lease.run, answering: answers, under: lease)
    watch(RunProgress(run: machine.run, changed: merged.rows, events: merged.events))
  }
}
