import SQLiteStore
import Testing
import WorkflowDiagnostics
import WorkflowEngine
import WorkflowMachine
import WorkflowModel
import WorkflowStore
import WorkflowTesting

@Suite struct `A run executor` {
  @Test func `runs every step once and in order`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender()
    #expect(try await bench.start(Definitions.sequence(3), sender) == .closed(.succeeded))
    #expect(sender.effects == ["step_1": 1, "step_2": 1, "step_3": 1])
    #expect(
      sender.log.prefix(4) == ["read step_1", "write step_1", "read step_1", "read step_2"]
    )
    #expect(sender.barriers.count == 3)
  }

  @Test func `changes nothing that is there already`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender()
    _ = try await bench.start(Definitions.sequence(2), sender)
    let again = try Bench()
    defer { again.remove() }
    #expect(try await again.start(Definitions.sequence(2), sender) == .closed(.succeeded))
    #expect(sender.effects == ["step_1": 1, "step_2": 1])
    #expect(
      try again.store.steps(of: testRun).map(\.status) == [.noOp, .noOp]
    )
  }

  /// Fails the n-th request for n = 1, 2, 3 … until a run gets through untouched.
  @Test(arguments: [
    ScriptedSender.Fault.lostBefore, .lostAfter, .throttled(.seconds(3)),
  ])
  func `applies each effect once whichever request fails`(
    _ fault: ScriptedSender.Fault
  ) async throws {
    var number = 0
    var wasTouched = true
    while wasTouched {
      number += 1
      let bench = try Bench()
      defer { bench.remove() }
      let sender = ScriptedSender(faults: [number: fault])
      #expect(try await bench.start(Definitions.sequence(3), sender) == .closed(.succeeded))
      #expect(sender.effects == ["step_1": 1, "step_2": 1, "step_3": 1], "request \(number)")
      wasTouched = sender.log.count >= number
    }
    #expect(number == 10)
  }

  @Test func `stops for a person at a refusal and goes on when told`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender(faults: [2: .refused(code: "1475", message: "no backup")])
    guard case .attention(let rows) = try await bench.start(Definitions.sequence(2), sender) else {
      Issue.record("the run did not stop for a person")
      return
    }
    #expect(rows.map(\.step) == ["step_1"])
    #expect(rows.first?.state.attention?.code == "1475")
    let end = try await bench.executor(sender).resume(
      testRun,
      decision: Decision(.retryAll, by: "ann", reason: "backed up")
    )
    #expect(end == .closed(.succeeded))
    #expect(sender.effects == ["step_1": 1, "step_2": 1])
  }

  @Test func `follows a long operation and proves its effect`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender(faults: [2: .operation(looks: 3)])
    #expect(try await bench.start(Definitions.sequence(1), sender) == .closed(.succeeded))
    #expect(sender.log.filter { $0.hasPrefix("look") }.count == 4)
    #expect(sender.effects == ["step_1": 1])
  }

  @Test func `never sends again what has no probe`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let definition = WorkflowDefinition(
      name: "unsafe",
      steps: [Definitions.action("once", "scripted.push")]
    )
    let sender = ScriptedSender(faults: [1: .lostAfter])
    let executor = bench.executor(sender)
    _ = try await executor.start(
      Definitions.run(definition, at: bench.clock.now),
      definition: definition,
      source: ""
    )
    _ = try await executor.resume(
      testRun,
      decision: Decision(.retryAll, by: "ann", reason: "try")
    )
    #expect(sender.effects == ["once": 1])
  }

  @Test func `asks a person what became of an operation that has no probe`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let definition = WorkflowDefinition(
      name: "unsafe",
      steps: [Definitions.action("once", "scripted.push", timeout: .seconds(5))]
    )
    let sender = ScriptedSender(faults: [1: .operation(looks: 50)])
    let executor = bench.executor(sender)
    let end = try await executor.start(
      Definitions.run(definition, at: bench.clock.now),
      definition: definition,
      source: ""
    )
    guard case .attention = end else {
      Issue.record("the deadline did not ask for a person")
      return
    }
    _ = try await executor.resume(testRun, decision: Decision(.retryAll, by: "ann", reason: ""))
    #expect(sender.log.filter { $0.hasPrefix("write") }.count == 1)
  }

  @Test func `stops where it is when the checkpoint cannot be written`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    for limit in 1...3 {
      let sender = ScriptedSender()
      let store = FaultyStore(bench.store, commits: limit - 1)
      let id = "full-\(limit)"
      let definition = Definitions.sequence(3)
      await #expect(throws: StoreFailure.self) {
        try await bench.executor(sender, store: store).start(
          Definitions.run(definition, id: id, at: bench.clock.now),
          definition: definition,
          source: ""
        )
      }
      // The write whose outcome could not be kept was sent; nothing after it was.
      #expect(sender.effects.count == limit)
      let end = try await bench.executor(sender).resume(RunID(rawValue: id), decision: nil)
      #expect(end == .closed(.succeeded))
      #expect(sender.effects == ["step_1": 1, "step_2": 1, "step_3": 1])
    }
  }

  @Test func `sends nothing once its lease is lost`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let sender = ScriptedSender()
    let definition = Definitions.sequence(2)
    let store = FaultyStore(bench.store, hasLostLease: true)
    await #expect(throws: StoreFailure.leaseLost(testRun)) {
      try await bench.executor(sender, store: store).start(
        Definitions.run(definition, at: bench.clock.now),
        definition: definition,
        source: ""
      )
    }
    #expect(sender.log == ["read step_1"])
    #expect(sender.effects.isEmpty)
  }

  @Test func `keeps a journal whose folding gives the stored rows`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let definition = Definitions.sequence(4)
    let sender = ScriptedSender(faults: [2: .lostAfter, 6: .throttled(.seconds(1)), 9: .lostBefore])
    _ = try await bench.start(definition, sender)
    let (run, stored) = try bench.store.header(of: testRun)
    var machine = RunMachine(
      definition: stored,
      run: try Definitions.run(definition, at: run.startedAt)
    )
    for entry in try bench.store.journal(of: testRun) { _ = try machine.handle(entry.event) }
    #expect(machine.run == run)
    let rows = try bench.store.steps(of: testRun)
    #expect(rows.map { machine.row(at: $0.address) } == rows)
  }

  @Test func `stops after what is in flight when asked to`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let interruption = Interruption()
    let sender = ScriptedSender { number in if number == 5 { interruption.request() } }
    let end = try await bench.start(
      Definitions.sequence(4),
      sender,
      interruption: interruption
    )
    #expect(end == .interrupted)
    #expect(sender.effects == ["step_1": 1, "step_2": 1])
    #expect(try await bench.executor(sender).resume(testRun, decision: nil) == .closed(.succeeded))
    #expect(sender.effects == ["step_1": 1, "step_2": 1, "step_3": 1, "step_4": 1])
  }

  @Test func `reports each commit to whoever watches`() async throws {
    let bench = try Bench()
    defer { bench.remove() }
    let definition = Definitions.sequence(2)
    let seen = Seen()
    _ = try await bench.executor(ScriptedSender(), watch: { seen.add($0.changed.map(\.step)) })
      .start(
        Definitions.run(definition, at: bench.clock.now),
        definition: definition,
        source: ""
      )
    #expect(seen.all == [["step_1", "step_2"], ["step_2"]])
  }
}
