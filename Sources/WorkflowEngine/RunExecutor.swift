import WorkflowMachine
package import WorkflowModel
package import WorkflowPlugin
package import WorkflowStore

/// How driving a run came to its end.
package enum RunEnd: Hashable, Sendable {
  case closed(RunRow.Outcome)
  /// Nothing goes on until a person acts; the steps that wait for one.
  case attention([StepRow])
  /// A person paused it, and nothing is under way any more.
  case paused
  /// A person asked to stop; the run can be resumed.
  case interrupted
}

/// What somebody who watches a run is told after each commit.
package struct RunProgress: Sendable {
  package var run: RunRow
  package var changed: [StepRow]
  package var events: [Event]
}

/// Drives runs: commits transitions, does the work they open, keeps time and the lease.
package struct RunExecutor: Sendable {
  private let store: any RunStore
  private let registry: PluginRegistry
  private let sender: any Sender
  private let clock: EngineClock
  private let owner: LeaseOwner
  private let interruption: Interruption
  private let watch: @Sendable (RunProgress) -> Void

  package init(
    store: any RunStore,
    registry: PluginRegistry,
    sender: any Sender,
    clock: EngineClock = .wall,
    owner: LeaseOwner,
    interruption: Interruption = Interruption(),
    watch: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) {
    self.store = store
    self.registry = registry
    self.sender = sender
    self.clock = clock
    self.owner = owner
    self.interruption = interruption
    self.watch = watch
  }

  /// Begins a run and drives it.
  ///
  /// - Throws: `StoreFailure`; the run then stands where its last commit left it.
  package func start(
    _ run: RunRow,
    definition: WorkflowDefinition,
    source: String
  ) async throws -> RunEnd {
    let (now, chance) = (clock.now(), clock.chance())
    let machine = RunMachine(definition: definition, run: run)
    let begin: @Sendable (Int64) throws -> (RunMachine, Transition) = { epoch in
      var machine = machine
      let event = Event(.runStarted, at: now, chance: chance, epoch: epoch)
      let transition = try machine.handle(event)
      return (machine, transition)
    }
    let lease = try store.create(run, definition: definition, source: source, owner: owner) {
      try begin($0).1
    }
    return try await drive(try begin(lease.epoch).0, lease, decision: nil)
  }

  /// Takes a run where it stands and drives it on.
  ///
  /// A person's act, such as trying again, comes first.
  ///
  /// `whenClaimed` is called once the run is this process's own, before anything else.
  package func resume(
    _ run: RunID,
    decision: Decision?,
    whenClaimed: () -> Void = {}
  ) async throws -> RunEnd {
    let lease = try store.claim(run, owner: owner, at: clock.now())
    whenClaimed()
    return try await drive(nil, lease, decision: decision)
  }

  /// Records a person's act in a run that nobody drives, and does no more.
  ///
  /// - Throws: `DiagnosticsError` when the act is not legal as the run stands.
  package func record(_ decision: Decision, in run: RunID) async throws {
    let lease = try store.claim(run, owner: owner, at: clock.now())
    defer { try? store.release(lease) }
    var driver = driver(try stored(lease), lease)
    var decision = decision
    decision.isWhileIdle = true
    try await driver.take(decision)
  }

  private func drive(
    _ machine: RunMachine?,
    _ lease: Lease,
    decision: Decision?
  ) async throws -> RunEnd {
    // A lease that cannot be given back takes nothing from how the run ended: it expires.
    defer { try? store.release(lease) }
    var driver = driver(try machine ?? stored(lease), lease)
    return try await driver.drive(decision: decision)
  }

  private func stored(_ lease: Lease) throws -> RunMachine {
    let stored = try store.load(lease.run)
    return RunMachine(definition: stored.definition, run: stored.run, rows: stored.rows)
  }

  private func driver(_ machine: RunMachine, _ lease: Lease) -> RunDriver {
    RunDriver(
      machine: machine,
      lease: lease,
      store: store,
      performer: StepPerformer(
        registry: registry,
        sender: sender,
        clock: clock,
        run: machine.run,
        verifyLease: { [store] in try store.verify(lease) }
      ),
      clock: clock,
      interruption: interruption,
      watch: watch
    )
  }
}
