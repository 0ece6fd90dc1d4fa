import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

@Suite struct `A run machine` {
  @Test func `opens the first step when the run starts`() throws {
    var machine = try machine(Definitions.sequence(2))
    let transition = try machine.take(.runStarted)
    #expect(transition.rows.map(\.step) == ["step_1"])
    #expect(
      transition.rows.first?.state
        == .open(Attempt(number: 1, epoch: 1, openedAt: start), nil)
    )
    #expect(transition.run != nil)
  }

  @Test func `settles a step and opens the next in one transition`() throws {
    var machine = try machine(Definitions.sequence(2))
    _ = try machine.take(.runStarted)
    let transition = try machine.take(.stepDone("step_1", StepCompletion(.executed)))
    #expect(transition.rows.map(\.step) == ["step_1", "step_2"])
    #expect(transition.rows[0].state == .settled(.done(.executed)))
    #expect(transition.rows[1].state.attempt?.number == 1)
  }

  @Test func `closes with the last step`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let transition = try machine.take(.stepDone("step_1", StepCompletion(.noOp)), after: 9)
    #expect(transition.run?.outcome == .succeeded)
    #expect(transition.run?.closedAt == start + .seconds(9))
    #expect(machine.work(at: start).isEmpty)
  }

  @Test func `retries a transient failure after its backoff`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.transient, code: "1205", detail: "deadlock")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    #expect(machine.state("step_1") == .pending(.timer(until: start + .seconds(5))))
    #expect(machine.work(at: start + .seconds(4)).isEmpty)
    #expect(machine.nextWake() == start + .seconds(5))
    _ = try machine.take(.timePassed, after: 5)
    #expect(machine.state("step_1")?.attempt?.number == 2)
  }

  @Test func `waits as long as the target asks`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.transient, code: "429", detail: "slow", retryAfter: .seconds(77))
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    #expect(machine.nextWake() == start + .seconds(77))
  }

  @Test func `keeps an attempt open when the answer was lost`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.indeterminate, .answerLost, detail: "lost")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    guard case .open(let attempt, .timer) = machine.state("step_1") else {
      Issue.record("the attempt is \(String(describing: machine.state("step_1")))")
      return
    }
    #expect(attempt.number == 2)
    _ = try machine.take(.timePassed, after: 60)
    #expect(machine.work(at: start).map(\.address) == ["step_1"])
  }

  @Test func `asks a person once the attempts are used up`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.transient, code: "1205", detail: "deadlock")
    for round in 1...5 {
      _ = try machine.take(.stepFailed("step_1", failure, calls: []), after: Int64(round) * 300)
      _ = try machine.take(.timePassed, after: Int64(round) * 300 + 299)
    }
    #expect(machine.state("step_1") == .pending(.person(.failure(failure))))
    #expect(machine.nextWake() == nil)
    #expect(machine.questions.map(\.step) == ["step_1"])
  }

  @Test(arguments: [FailureKind.permanent, .stale])
  func `asks a person at once when trying again cannot help`(_ kind: FailureKind) throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(kind, code: "1475", detail: "backup")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    #expect(machine.state("step_1") == .pending(.person(.failure(failure))))
  }

  @Test func `leaves an unknown outcome to a person even when told to try again`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.indeterminate, .unknownOutcome, detail: "who knows")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")))
    #expect(machine.state("step_1")?.attention == failure)
  }

  @Test func `tries again what waits for a person when one says so`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.permanent, code: "1475", detail: "backup")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")), after: 5000)
    #expect(machine.state("step_1")?.attempt?.number == 1)
    #expect(machine.rows(at: "step_1")?.deadline == start + .seconds(5900))
  }

  @Test func `follows a long operation by its handle`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let handle = OperationHandle(connection: "mi1", address: "https://x/op/1")
    _ = try machine.take(.operationAccepted("step_1", handle, next: .seconds(10), calls: []))
    #expect(machine.work(at: start + .seconds(9)).isEmpty)
    let work = machine.work(at: start + .seconds(10))
    guard case .follow(_, handle)? = work.first?.kind else {
      Issue.record("the work is \(work)")
      return
    }
    _ = try machine.take(
      .operationRunning(
        "step_1",
        next: .seconds(20),
        percent: 40,
        summary: "seeding",
        calls: []
      ),
      after: 10
    )
    #expect(machine.rows(at: "step_1")?.observation?.percent == 40)
    #expect(machine.nextWake() == start + .seconds(30))
  }

  @Test func `holds a gate until its condition is true`() throws {
    var machine = try machine(WorkflowDefinition(name: "g", steps: [gate("seeded")]))
    _ = try machine.take(.runStarted)
    #expect(machine.work(at: start).map(\.kind) == [.read])
    _ = try machine.take(
      .gateRead("seeded", result: ["ready": false, "broken": false, "percent": 12], summary: "")
    )
    #expect(machine.state("seeded") == .pending(.target(next: start + .seconds(30))))
    #expect(machine.rows(at: "seeded")?.observation?.percent == 12)
    _ = try machine.take(
      .gateRead("seeded", result: ["ready": true, "broken": false], summary: ""),
      after: 30
    )
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `asks a person when a gate's target reports a failure`() throws {
    var machine = try machine(WorkflowDefinition(name: "g", steps: [gate("seeded")]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(
      .gateRead("seeded", result: ["ready": false, "broken": true], summary: "")
    )
    #expect(machine.state("seeded")?.attention?.code == DiagnosticCode.pollSaysFailed.id)
  }

  @Test func `asks a person when a deadline has passed`() throws {
    var machine = try machine(WorkflowDefinition(name: "g", steps: [gate("seeded")]))
    _ = try machine.take(.runStarted)
    // The last look is taken at the deadline, and may still bring good news.
    #expect(machine.nextWake() == start)
    let notYet: [String: Value] = ["ready": false, "broken": false]
    _ = try machine.take(.gateRead("seeded", result: notYet, summary: ""), after: 899)
    #expect(machine.nextWake() == start + .seconds(900))
    #expect(machine.work(at: start + .seconds(900)).map(\.kind) == [.read])
    _ = try machine.take(.gateRead("seeded", result: notYet, summary: ""), after: 900)
    #expect(machine.state("seeded")?.attention?.code == DiagnosticCode.deadlinePassed.id)
  }

  @Test func `keeps an operation's handle through a deadline and a person's again`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let handle = OperationHandle(connection: "mi1", address: "https://x/op/1")
    _ = try machine.take(.operationAccepted("step_1", handle, next: .seconds(10), calls: []))
    _ = try machine.take(
      .operationRunning("step_1", next: .seconds(10), percent: nil, summary: "", calls: []),
      after: 900
    )
    #expect(machine.state("step_1")?.attention?.code == DiagnosticCode.deadlinePassed.id)
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")), after: 1000)
    guard case .follow(_, handle)? = machine.work(at: start + .seconds(1000)).first?.kind else {
      Issue.record("the operation is no longer followed")
      return
    }
  }

  @Test func `stays in doubt until a probe has seen what was sent`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let lost = StepFailure(.indeterminate, .answerLost, detail: "lost")
    let unreachable = StepFailure(.transient, .connectionFailed, detail: "unreachable")
    _ = try machine.take(.stepFailed("step_1", lost, calls: []))
    for round in 1...4 {
      _ = try machine.take(.timePassed, after: Int64(round) * 150)
      _ = try machine.take(
        .stepFailed("step_1", unreachable, calls: []),
        after: Int64(round) * 150 + 1
      )
    }
    guard case .open(let attempt, .person(.failure(unreachable))) = machine.state("step_1") else {
      Issue.record("the state is \(String(describing: machine.state("step_1")))")
      return
    }
    #expect(attempt.mayHaveLanded)
  }

  @Test func `refuses an event that does not fit`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    #expect(throws: EventRefusal.self) { try machine.take(.runStarted) }
    #expect(throws: EventRefusal.self) {
      try machine.take(.stepDone("step_9", StepCompletion(.executed)))
    }
    _ = try machine.take(.stepDone("step_1", StepCompletion(.executed)))
    #expect(throws: EventRefusal.self) { try machine.take(.timePassed) }
  }
}
