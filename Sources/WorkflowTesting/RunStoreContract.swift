import WorkflowModel
package import WorkflowStore

/// What every store must keep, run on each implementation.
///
/// Each check throws `Broken` with the promise in words.
package struct RunStoreContract: Sendable {
  package struct Broken: Error, CustomStringConvertible {
    package var description: String
  }

  package let name: String
  private let make: @Sendable () throws -> any RunStore

  /// Checks the stores that `make` gives: a new, empty one each time.
  package init(_ name: String, make: @escaping @Sendable () throws -> any RunStore) {
    self.name = name
    self.make = make
  }

  private static let owner = LeaseOwner(process: 1, host: "here")
  private static let definition = Definitions.sequence(2)

  private func begin(_ store: any RunStore) throws -> (Lease, RunRow) {
    let run = try Definitions.run(Self.definition)
    let lease = try store.create(
      run,
      definition: Self.definition,
      source: "text",
      owner: Self.owner
    ) { epoch in
      Transition(
        events: [Event(.runStarted, at: run.startedAt, epoch: epoch)],
        rows: [Self.row("step_1", .open(Self.attempt(epoch), nil))],
        run: run
      )
    }
    return (lease, run)
  }

  private static func attempt(_ epoch: Int64) -> Attempt {
    Attempt(number: 1, epoch: epoch, openedAt: Instant(millisecondsSince1970: 1))
  }

  private static func row(_ step: String, _ state: StepState) -> StepRow {
    StepRow(
      address: StepAddress(rawValue: step),
      parent: .root,
      step: step,
      state: state,
      startedAt: Instant(millisecondsSince1970: 1),
      deadline: Instant(millisecondsSince1970: 2)
    )
  }

  private func require(_ truth: Bool, _ promise: String) throws {
    guard truth else { throw Broken(description: "\(name): \(promise)") }
  }

  /// A person's act waits for the driver, is answered with the commit that does it, and only once.
  package func answersWhatWasSubmitted() async throws {
    let store = try make()
    let (lease, run) = try begin(store)
    let decision = Decision(.pause, by: "ann", reason: "lunch")
    let first = try store.submit(decision, to: run.id, at: run.startedAt)
    let second = try store.submit(decision, to: run.id, at: run.startedAt)
    try require(
      try store.submissions(to: run.id).map(\.number) == [first, second],
      "acts wait in the order of their submission"
    )
    try require(try store.answer(to: first) == nil, "an act that waits has no answer")
    let answer = DecisionAnswer(submission: first, refusal: "not now")
    try await store.commit(Transition(), to: run.id, answering: [answer], under: lease)
    try require(try store.answer(to: first) == answer, "an answer is kept")
    try require(try store.withdraw(second), "an act that waits can be taken back")
    try require(!(try store.withdraw(first)), "an answered act cannot be taken back")
    try require(try store.submissions(to: run.id).isEmpty, "an answered act waits no more")
  }

  package func keepsWhatWasCommitted() async throws {
    let store = try make()
    let (lease, run) = try begin(store)
    let second = Self.row("step_2", .open(Self.attempt(1), nil))
    try await store.commit(
      Transition(
        events: [Event(.timePassed, at: run.startedAt)],
        rows: [Self.row("step_1", .settled(.done(.executed))), second]
      ),
      to: run.id,
      under: lease
    )
    let loaded = try store.load(run.id)
    try require(loaded.rows == [second], "load gives what is not settled, and only that")
    try require(
      loaded.definition.steps == Array(Self.definition.steps.suffix(1)),
      "load gives of the definition what has not ended"
    )
    try require(
      try store.header(of: run.id).definition == Self.definition,
      "a run keeps its definition"
    )
    try require(
      try store.steps(of: run.id).map(\.step) == ["step_1", "step_2"],
      "steps come in the order of their opening"
    )
    try require(
      try store.journal(of: run.id).map(\.event.kind) == [.runStarted, .timePassed],
      "the journal keeps the order of events"
    )
  }

  package func refusesAnOlderEpoch() async throws {
    let store = try make()
    let (old, run) = try begin(store)
    try store.release(old)
    let new = try store.claim(run.id, owner: Self.owner, at: run.startedAt)
    try require(new.epoch == old.epoch + 1, "each claim begins an epoch")
    let writes: [() async throws -> Void] = [
      { try await store.commit(Transition(), to: run.id, under: old) },
      { try store.renew(old, at: run.startedAt) },
      { try store.verify(old) },
    ]
    for write in writes {
      do {
        try await write()
        throw Broken(description: "\(name): a stale epoch neither writes nor sends")
      } catch let failure as StoreFailure {
        try require(failure == .leaseLost(run.id), "a stale epoch is told so")
      }
    }
  }

  package func letsOneDriverIn() throws {
    let store = try make()
    let (_, run) = try begin(store)
    do {
      _ = try store.claim(run.id, owner: Self.owner, at: run.startedAt)
      throw Broken(description: "\(name): two drivers hold one run")
    } catch let failure as StoreFailure {
      try require(failure == .runIsDriven(run.id, by: Self.owner), "the second is told who drives")
    }
  }

  package func commitsWholeOrNotAtAll() async throws {
    let store = try make()
    let (lease, run) = try begin(store)
    var stale = lease
    stale.epoch += 1
    let change = Transition(
      events: [Event(.timePassed, at: run.startedAt)],
      rows: [Self.row("step_1", .settled(.cancelled))]
    )
    do {
      try await store.commit(change, to: run.id, under: stale)
      throw Broken(description: "\(name): a stale epoch committed")
    } catch is StoreFailure {
      try require(try store.journal(of: run.id).count == 1, "a refused commit leaves no event")
      try require(
        try store.steps(of: run.id).allSatisfy { !$0.state.isSettled },
        "a refused commit leaves no row"
      )
    }
  }

  package func doesNotKnowOtherRuns() throws {
    let store = try make()
    let missing = RunID(rawValue: "none")
    do {
      _ = try store.load(missing)
      throw Broken(description: "\(name): a run that never was has been loaded")
    } catch let failure as StoreFailure {
      try require(failure == .runNotFound(missing), "a missing run is named")
    }
  }
}
