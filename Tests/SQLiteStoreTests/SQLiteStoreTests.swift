import Foundation
import GRDB
import SQLiteStore
import Testing
import WorkflowModel
import WorkflowStore
import WorkflowTesting

private func temporaryFolder() -> String {
  NSTemporaryDirectory() + "linkflow-" + UUID().uuidString
}

@Suite struct `Every store` {
  static let stores = [
    RunStoreContract("sqlite") { try SQLiteStore(folder: temporaryFolder()) }
  ]

  @Test(arguments: stores)
  func `keeps what was committed`(_ store: RunStoreContract) async throws {
    try await store.keepsWhatWasCommitted()
  }

  @Test(arguments: stores)
  func `answers what was submitted`(_ store: RunStoreContract) async throws {
    try await store.answersWhatWasSubmitted()
  }

  @Test(arguments: stores)
  func `refuses an older epoch`(_ store: RunStoreContract) async throws {
    try await store.refusesAnOlderEpoch()
  }

  @Test(arguments: stores)
  func `lets one driver in`(_ store: RunStoreContract) throws { try store.letsOneDriverIn() }

  @Test(arguments: stores)
  func `commits whole or not at all`(_ store: RunStoreContract) async throws {
    try await store.commitsWholeOrNotAtAll()
  }

  @Test(arguments: stores)
  func `does not know other runs`(_ store: RunStoreContract) throws {
    try store.doesNotKnowOtherRuns()
  }
}

@Suite struct `A SQLite store` {
  @Test func `keeps its folder and files private`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try SQLiteStore(folder: folder)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder) == 0o700)
    #expect(try mode(folder + "/state.db") == 0o600)
  }

  @Test func `keeps its journal append-only`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(folder: folder)
    let definition = Definitions.sequence(1)
    let run = try Definitions.run(definition)
    _ = try store.create(
      run,
      definition: definition,
      source: "",
      owner: LeaseOwner(process: 1, host: "h")
    ) { _ in Transition(events: [Event(.runStarted, at: run.startedAt)]) }
    let other = try DatabaseQueue(path: folder + "/state.db")
    for sql in ["DELETE FROM journal", "UPDATE journal SET body = 'x'"] {
      #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: sql) } }
    }
  }

  @Test func `names a file that is no workspace`() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: folder + "/state.db"))
    let failure = #expect(throws: StoreFailure.self) { try SQLiteStore(folder: folder) }
    guard case .unusable(let detail, _)? = failure else {
      Issue.record("the failure is \(String(describing: failure))")
      return
    }
    #expect(detail.contains("is damaged"))
  }

  @Test func `loads a long run without its settled steps`() async throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(folder: folder)
    let definition = Definitions.sequence(500)
    let run = try Definitions.run(definition)
    let lease = try store.create(
      run,
      definition: definition,
      source: "",
      owner: LeaseOwner(process: 1, host: "h")
    ) { _ in Transition(events: [Event(.runStarted, at: run.startedAt)], run: run) }
    let rows = (1...500).map { number in
      StepRow(
        address: StepAddress(rawValue: "step_\(number)"),
        parent: .root,
        step: "step_\(number)",
        state: number == 500 ? .pending(nil) : .settled(.done(.executed)),
        startedAt: run.startedAt,
        deadline: run.startedAt
      )
    }
    try await store.commit(Transition(rows: rows), to: run.id, under: lease)
    #expect(try store.load(run.id).rows.map(\.step) == ["step_500"])
    #expect(try store.steps(of: run.id).count == 500)
  }

  @Test func `loads of a definition what is ahead, and what is still read or may be undone`() throws
  {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(folder: folder)
    let made = Expression.member(.member(.member(.name("steps"), "step_3"), "outputs"), "made")
    var definition = Definitions.sequence(4)
    definition.steps[0].undo = Undo(.rollback)
    definition.steps.append(Definitions.action("step_5", with: ["name": .expression(made)]))
    definition.steps.append(Definitions.action("step_6"))
    let run = try Definitions.run(definition)
    let rows = definition.steps.prefix(5).map { step in
      StepRow(
        address: StepAddress(rawValue: step.id),
        parent: .root,
        step: step.id,
        state: step.id == "step_5" ? .pending(nil) : .settled(.done(.executed)),
        startedAt: run.startedAt,
        deadline: run.startedAt
      )
    }
    let begin = Transition(
      events: [Event(.runStarted, at: run.startedAt)],
      rows: Array(rows),
      run: run
    )
    let owner = LeaseOwner(process: 1, host: "h")
    _ = try store.create(run, definition: definition, source: "", owner: owner) { _ in begin }
    let loaded = try store.load(run.id)
    #expect(loaded.definition.steps.map(\.id) == ["step_1", "step_3", "step_5", "step_6"])
    #expect(Set(loaded.rows.map(\.step)) == ["step_1", "step_3", "step_5"])
    #expect(try store.header(of: run.id).definition == definition)
  }
}
