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
    let inherited = lease.epoch > 1 ? Set(machine.work(at: .distantFuture).map(\.address)) : []
    if let decision, !machine.isClosed { try commit([.decided(decision)]) }
    return try await withThrowingDiscardingTaskGroup { group in
      let mailbox = Mailbox<Message>()
      interruption.listen { mailbox.post(.woken) }
      var live: Set<StepAddress> = []
      var recovered = inherited
      var renewal = clock.now() + Lease.renewal
      while true {
        let now = clock.now()
        if now >= renewal {
          try store.renew(lease, at: now)
          renewal = now + Lease.renewal
        }
        if machine.isTimeDue(at: now) { try commit([.timePassed]) }
        if machine.isClosed { return .succeeded }
        let isStopping = interruption.isRequested
        if isStopping, live.isEmpty { return .interrupted }
        if live.isEmpty, machine.needsOnlyPeople { return .attention(machine.attention) }
        if !isStopping {
          for work in machine.work(at: now) where live.insert(work.address).inserted {
            let isRecovered = recovered.remove(work.address) != nil
            start(work, isRecovered: isRecovered, in: &group, mailbox)
          }
        }
        // While stopping, only what is under way is waited for.
        let wake = isStopping ? nil : machine.nextWake(besides: live)
        if live.isEmpty, wake == nil { return .attention(machine.attention) }
        await wait(for: mailbox, until: min(wake.map { max($0, now) } ?? renewal, renewal))
        var kinds: [Event.Kind] = []
        var failure: (any Error)?
        for message in mailbox.take() {
          switch message {
          case .happened(let address, let kind):
            live.remove(address)
            kinds.append(kind)
          case .failed(let error): failure = error
          case .woken: break
          }
        }
        // What a neighbour has achieved is kept before the failure ends the run.
        if !kinds.isEmpty { try commit(kinds) }
        if let failure { throw failure }
      }
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
    let use =
      switch machine.definition(of: row).kind {
      case .action(let use): use
      case .gate(let gate): gate.read
      case .group: preconditionFailure("a group has no work of its own")
      }
    let job = StepPerformer.Job(row: row, use: use, isRecovered: isRecovered)
    let performer = performer
    group.addTask {
      do {
        mailbox.post(.happened(work.address, try await performer.perform(job, work.kind)))
      } catch {
        mailbox.post(.failed(error))
      }
    }
  }

  /// Returns at the first message, or when `instant` has come.
  private func wait(
    for mailbox: Mailbox<Message>,
    until instant: Instant
  ) async {
    let delay = instant - clock.now()
    await withTaskGroup(of: Void.self) { race in
      race.addTask { await mailbox.wait() }
      race.addTask { [clock] in try? await clock.sleep(max(delay, .zero)) }
      await race.next()
      race.cancelAll()
    }
  }

  /// Takes events that are ready together through the machine and commits them as one.
  private mutating func commit(_ kinds: [Event.Kind]) throws {
    var merged = Transition()
    for kind in kinds {
      let event = Event(kind, at: clock.now(), chance: clock.chance(), epoch: lease.epoch)
      do throws(EventRefusal) {
        merged.append(try machine.handle(event))
      } catch {
        throw DiagnosticsError(Diagnostic(.eventRefused, detail: error.detail))
      }
    }
    try store.commit(merged, to: lease.run, under: lease)
    watch(RunProgress(run: machine.run, changed: merged.rows, events: merged.events))
  }
}

extension Instant {
  fileprivate static let distantFuture = Instant(millisecondsSince1970: .max)
}
