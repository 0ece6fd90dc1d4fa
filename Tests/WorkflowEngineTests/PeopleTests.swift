import SQLiteStore
import Synchronization
import Testing
import WorkflowDiagnostics
import WorkflowEngine
import WorkflowMachine
import WorkflowModel
import WorkflowStore
import WorkflowTesting

@Suite struct `People and the engine` {
  private static let gated = WorkflowDefinition(
    name: "gated",
    steps: [
      Definitions.action("before", undo: Undo(.rollback)),
      StepDefinition(
        id: "leave",
        kind: .gate(.approval(Approval(message: .literal("Go on?")))),
        timeout: .seconds(86_400)
      ),
      Definitions.action("after"),
    ]
  )

  private let leave = StepAddress(rawValue: "leave")

  private func decision(_ verb: Decision.Verb) -> Decision {
    Decision(verb, by: "ann", reason: "because")
  }

  @Test func `an approval is recorded without a driver, and the run resumed after it`() async throws
  {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender()
    let executor = bench.executor(sender)
    guard case .attention(let rows) = try await bench.start(Self.gated, sender) else {
      Issue.record("the run did not stop at its gate")
      return
    }
    #expect(rows.map(\.step) == ["leave"])
    try await executor.record(decision(.approve(leave)), in: testRun)
    #expect(sender.effects == ["before": 1])
    #expect(try await executor.resume(testRun, decision: nil) == .closed(.succeeded))
    #expect(sender.effects == ["before": 1, "after": 1])
  }

  @Test func `an act that is not legal changes nothing and says why`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let executor = bench.executor(ScriptedSender())
    _ = try await bench.start(Self.gated, ScriptedSender())
    let before = try bench.store.steps(of: testRun)
    let error = await #expect(throws: DiagnosticsError.self) {
      try await executor.record(decision(.skip(leave, outputs: [:])), in: testRun)
    }
    #expect(error?.diagnostics.first?.code == .decisionRefused)
    #expect(error?.diagnostics.first?.detail.contains("asks for an approval") == true)
    #expect(try bench.store.steps(of: testRun) == before)
    #expect(try bench.store.driver(of: testRun) == nil)
  }

  @Test func `what is submitted to a run under way is done and answered by its driver`()
    async throws
  {
    let bench = try Bench()
    defer { bench.remove() }
    let numbers = Mutex<[Int64]>([])
    let store = bench.store
    let verbs = [decision(.approve(StepAddress(rawValue: "step_3"))), decision(.pause)]
    let sender = ScriptedSender { number in
      guard number == 4 else { return }
      for verb in verbs {
        if let number = try? store.submit(verb, to: testRun, at: Instant(millisecondsSince1970: 1))
        {
          numbers.withLock { $0.append(number) }
        }
      }
    }
    let clock = bench.clock
    let executor = bench.executor(
      sender,
      time: EngineClock(
        now: { clock.now },
        sleep: { try await clock.sleep($0) },
        chance: { 0.5 },
        glance: .zero
      )
    )
    let definition = Definitions.sequence(4)
    let end = try await executor.start(
      Definitions.run(definition, at: clock.now),
      definition: definition,
      source: ""
    )
    #expect(end == .paused)
    let submitted = numbers.withLock { $0 }
    #expect(submitted.count == 2)
    let refused = try #require(try store.answer(to: submitted[0]))
    #expect(refused.refusal?.contains("step_3") == true)
    let done = try #require(try store.answer(to: submitted[1]))
    #expect(done.refusal == nil)
    #expect(try store.submissions(to: testRun).isEmpty)
    #expect(sender.effects.count < 4)
    let finish = try await executor.resume(testRun, decision: decision(.retryAll))
    #expect(finish == .closed(.succeeded))
    #expect(sender.effects.count == 4)
  }

  @Test func `a rollback by a person takes away what the run made`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender()
    _ = try await bench.start(Self.gated, sender)
    let end = try await bench.executor(sender).resume(testRun, decision: decision(.rollback))
    #expect(end == .closed(.rolledBack))
    #expect(sender.effects.isEmpty)
    #expect(sender.log.filter { $0 == "drop before" }.count == 1)
  }

  @Test func `a cancelled run sends nothing more, and probes what was under way`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender(faults: [2: .lostAfter])
    let policy = RetryPolicy(maxAttempts: 1)
    let definition = WorkflowDefinition(
      name: "lost",
      steps: [Definitions.action("lost", retry: policy), Definitions.action("next")]
    )
    guard case .attention = try await bench.start(definition, sender) else {
      Issue.record("the lost answer did not lead to a person")
      return
    }
    let end = try await bench.executor(sender).resume(testRun, decision: decision(.cancel))
    #expect(end == .closed(.cancelled))
    #expect(sender.log == ["read lost", "write lost", "read lost"])
    #expect(try bench.store.steps(of: testRun).map(\.status) == [.adopted])
  }

  private static let kept = WorkflowDefinition(
    name: "kept",
    steps: [
      StepDefinition(
        id: "leave",
        kind: .gate(.approval(Approval(message: .literal("Go on?")))),
        timeout: .seconds(86_400)
      ),
      Definitions.action("older", undo: Undo(.rollback)),
      Definitions.action("stuck", "scripted.fail"),
    ]
  )

  @Test func `what was there before the run is not undone, whoever let the step begin`()
    async throws
  {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender(present: ["older": 1])
    let executor = bench.executor(sender)
    _ = try await bench.start(Self.kept, sender)
    try await executor.record(decision(.approve(leave)), in: testRun)
    _ = try await executor.resume(testRun, decision: nil)
    let older = try bench.store.steps(of: testRun).first { $0.step == "older" }
    #expect(older?.state == .settled(.done(.noOp)))
    let end = try await bench.executor(sender).resume(testRun, decision: decision(.rollback))
    #expect(end == .closed(.rolledBack))
    #expect(sender.effects == ["older": 1])
  }

  @Test func `what a killed process may have found there is undone only when a person says so`()
    async throws
  {
    let bench = try Bench()
    defer { bench.remove() }
    // The process ended after the commit that opened the attempt, before anything else.
    let definition = WorkflowDefinition(
      name: "killed",
      steps: [
        Definitions.action("older", undo: Undo(.rollback)),
        Definitions.action("stuck", "scripted.fail"),
      ]
    )
    let run = try Definitions.run(definition, at: bench.clock.now)
    let lease = try bench.store.create(
      run,
      definition: definition,
      source: "",
      owner: LeaseOwner(process: 1, host: "here")
    ) { epoch in
      var machine = RunMachine(definition: definition, run: run)
      return try machine.handle(Event(.runStarted, at: run.startedAt, epoch: epoch))
    }
    try bench.store.release(lease)
    let sender = ScriptedSender(present: ["older": 1])
    let executor = bench.executor(sender)
    _ = try await executor.resume(testRun, decision: nil)
    guard
      case .attention(let rows) = try await executor.resume(
        testRun,
        decision: decision(.rollback)
      )
    else {
      Issue.record("the rollback asked nobody")
      return
    }
    #expect(rows.map(\.state.attention?.code) == [DiagnosticCode.perhapsNotMine.id])
    #expect(sender.effects == ["older": 1])
    let keep = Decision.Verb.skip(StepAddress(rawValue: "older"), outputs: [:])
    #expect(
      try await executor.resume(testRun, decision: decision(keep)) == .closed(.rolledBack)
    )
    #expect(sender.effects == ["older": 1])
  }
}
