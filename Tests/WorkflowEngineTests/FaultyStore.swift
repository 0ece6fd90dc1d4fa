import Synchronization
import WorkflowModel
import WorkflowStore

/// A real store whose disk fills up after so many commits, or whose lease is lost.
final class FaultyStore: RunStore {
  private let base: any RunStore
  private let left: Mutex<Int>
  private let hasLostLease: Bool

  init(_ base: any RunStore, commits: Int = .max, hasLostLease: Bool = false) {
    self.base = base
    self.hasLostLease = hasLostLease
    left = Mutex(commits)
  }

  func commit(
    _ transition: Transition,
    to run: RunID,
    answering answers: [DecisionAnswer],
    under lease: Lease
  ) async throws(StoreFailure) {
    let isFull = left.withLock { left in
      left -= 1
      return left < 0
    }
    if isFull { throw .unusable(detail: "disk full", remedy: "free space") }
    try await base.commit(transition, to: run, answering: answers, under: lease)
  }

  func submit(_ decision: Decision, to run: RunID, at now: Instant) throws(StoreFailure) -> Int64 {
    try base.submit(decision, to: run, at: now)
  }
  func submissions(to run: RunID) throws(StoreFailure) -> [Submission] {
    try base.submissions(to: run)
  }
  func answer(to submission: Int64) throws(StoreFailure) -> DecisionAnswer? {
    try base.answer(to: submission)
  }
  func withdraw(_ submission: Int64) throws(StoreFailure) -> Bool {
    try base.withdraw(submission)
  }

  func create(
    _ run: RunRow,
    definition: WorkflowDefinition,
    source: String,
    owner: LeaseOwner,
    begin: @Sendable (_ epoch: Int64) throws -> Transition
  ) throws(StoreFailure) -> Lease {
    try base.create(run, definition: definition, source: source, owner: owner, begin: begin)
  }

  func claim(_ run: RunID, owner: LeaseOwner, at now: Instant) throws(StoreFailure) -> Lease {
    try base.claim(run, owner: owner, at: now)
  }
  func renew(_ lease: Lease, at now: Instant) throws(StoreFailure) {
    try base.renew(lease, at: now)
  }
  func release(_ lease: Lease) throws(StoreFailure) { try base.release(lease) }
  func verify(_ lease: Lease) throws(StoreFailure) {
    if hasLostLease { throw .leaseLost(lease.run) }
    try base.verify(lease)
  }
  func load(_ run: RunID) throws(StoreFailure) -> StoredRun { try base.load(run) }
  func driver(of run: RunID) throws(StoreFailure) -> LeaseOwner? {
    try base.driver(of: run)
  }
  func runs() throws(StoreFailure) -> [RunSummary] { try base.runs() }
  func steps(of run: RunID) throws(StoreFailure) -> [StepRow] { try base.steps(of: run) }
  func journal(of run: RunID) throws(StoreFailure) -> [JournalEntry] {
    try base.journal(of: run)
  }
  func header(
    of run: RunID
  ) throws(StoreFailure) -> (run: RunRow, definition: WorkflowDefinition) {
    try base.header(of: run)
  }
}

/// What a watcher was told, in order.
final class Seen: Sendable {
  private let names = Mutex<[[String]]>([])
  var all: [[String]] { names.withLock { $0 } }
  func add(_ steps: [String]) { names.withLock { $0.append(steps) } }
}
