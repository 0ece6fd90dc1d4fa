package import WorkflowModel

/// What a store promises: a handful of verbs, each one transaction, on disk before it returns.
///
/// Every write that drives a run names the lease it is made under and is refused when another
/// process has taken the run since (`StoreFailure.leaseLost`).
package protocol RunStore: Sendable {
  /// Keeps a new run with its definition and claims it, in one commit with its first transition.
  ///
  /// That transition is `begin`'s: given the epoch of the new lease, the machine's answer to
  /// `runStarted`.
  func create(
    _ run: RunRow,
    definition: WorkflowDefinition,
    source: String,
    owner: LeaseOwner,
    begin: @Sendable (_ epoch: Int64) throws -> Transition
  ) throws(StoreFailure) -> Lease

  /// Takes the lease of a run: free, expired, or held by a process that is known to be dead.
  func claim(_ run: RunID, owner: LeaseOwner, at now: Instant) throws(StoreFailure) -> Lease

  /// Moves the lease's end.
  func renew(_ lease: Lease, at now: Instant) throws(StoreFailure)

  /// Gives the lease back; a lost one is nothing to give back.
  func release(_ lease: Lease) throws(StoreFailure)

  /// Asks, before something is sent, whether the lease still stands.
  func verify(_ lease: Lease) throws(StoreFailure)

  /// Rows that are not settled, the settled children of open groups that run side by side, and
  /// the settled steps whose outputs are still read; of the definition, what they and the steps
  /// still to come need.
  func load(_ run: RunID) throws(StoreFailure) -> StoredRun

  /// Writes a transition whole, under the lease, with the answers to the people's acts in it.
  ///
  /// Transitions of several runs that are ready together may share a transaction; one that fails
  /// takes no other with it.
  func commit(
    _ transition: Transition,
    to run: RunID,
    answering answers: [DecisionAnswer],
    under lease: Lease
  ) async throws(StoreFailure)

  /// Leaves a person's act for the process that drives the run; its number is for `answer(to:)`.
  func submit(_ decision: Decision, to run: RunID, at now: Instant) throws(StoreFailure) -> Int64

  /// Acts that nobody has answered yet, oldest first.
  func submissions(to run: RunID) throws(StoreFailure) -> [Submission]

  /// What became of a submitted act; nil while it is not answered.
  func answer(to submission: Int64) throws(StoreFailure) -> DecisionAnswer?

  /// Takes a submitted act back; false when it has been answered already.
  func withdraw(_ submission: Int64) throws(StoreFailure) -> Bool

  /// Who drives a run now; nil when nobody does.
  func driver(of run: RunID) throws(StoreFailure) -> LeaseOwner?

  /// Every run, newest first.
  func runs() throws(StoreFailure) -> [RunSummary]

  /// All rows of a run, in the order of their opening; for status and reports.
  func steps(of run: RunID) throws(StoreFailure) -> [StepRow]

  /// The events of a run, in order.
  func journal(of run: RunID) throws(StoreFailure) -> [JournalEntry]

  /// The run row and the definition it is pinned to.
  func header(of run: RunID) throws(StoreFailure) -> (run: RunRow, definition: WorkflowDefinition)
}

extension RunStore {
  package func commit(
    _ transition: Transition,
    to run: RunID,
    under lease: Lease
  ) async throws(StoreFailure) {
    try await commit(transition, to: run, answering: [], under: lease)
  }
}

/// A run as the machine needs it to go on.
package struct StoredRun: Sendable {
  package var run: RunRow
  /// Without top-level steps that have ended and matter no more.
  package var definition: WorkflowDefinition
  package var rows: [StepRow]

  package init(run: RunRow, definition: WorkflowDefinition, rows: [StepRow]) {
    self.run = run
    self.definition = definition
    self.rows = rows
  }
}

/// A run in a list.
package struct RunSummary: Hashable, Sendable {
  package var run: RunRow
  /// Who drives it now; nil when nobody does.
  package var owner: LeaseOwner?
  /// Whether a step waits for a person.
  package var needsPerson: Bool

  package init(run: RunRow, owner: LeaseOwner?, needsPerson: Bool) {
    self.run = run
    self.owner = owner
    self.needsPerson = needsPerson
  }
}

/// One line of the append-only history.
package struct JournalEntry: Hashable, Sendable {
  package var sequence: Int64
  package var event: Event

  package init(sequence: Int64, event: Event) {
    self.sequence = sequence
    self.event = event
  }
}

/// What a store cannot do; the run stops where it is, and nothing is lost.
package enum StoreFailure: Error, Hashable, Sendable {
  case runNotFound(RunID)
  /// Another process drives the run.
  case runIsDriven(RunID, by: LeaseOwner)
  case leaseLost(RunID)
  /// Another process holds the workspace; trying again later may go through.
  case locked(detail: String, remedy: String)
  /// The workspace is full, read-only or damaged; the text says which and what to do.
  case unusable(detail: String, remedy: String)
}
