import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

private let start = Instant(millisecondsSince1970: 1_800_000_000_000)

private func machine(_ definition: WorkflowDefinition, inputs: [String: Value] = [:]) throws
  -> RunMachine
{
  RunMachine(definition: definition, run: try Definitions.run(definition, inputs: inputs))
}

extension RunMachine {
  fileprivate mutating func take(_ kind: Event.Kind, after seconds: Int64 = 0) throws -> Transition
  {
    try handle(Event(kind, at: start + .seconds(seconds), chance: 0.5))
  }

  fileprivate func state(_ address: String) -> StepState? {
    rows(at: address)?.state
  }

  fileprivate func rows(at address: String) -> StepRow? {
    row(at: StepAddress(rawValue: address))
  }

  /// Carries out all work at once, as a target on which everything succeeds.
  fileprivate mutating func finishOpenWork(after seconds: Int64 = 0) throws {
    for work in work(at: start + .seconds(seconds)) {
      let kind: Event.Kind =
        switch work.kind {
        case .perform, .follow: .stepDone(work.address, StepCompletion(.executed))
        case .read: .gateRead(work.address, result: ["ready": true], summary: "")
        }
      _ = try take(kind, after: seconds)
    }
  }
}

private func gate(_ id: String, until: Expression = .member(.name("result"), "ready"))
  -> StepDefinition
{
  StepDefinition(
    id: id,
    kind: .gate(
      Gate(
        read: ActionUse(action: "scripted.look", arguments: ["name": .literal("x")]),
        every: .seconds(30),
        until: until,
        failWhen: .member(.name("result"), "broken"),
        progress: .member(.name("result"), "percent")
      )
    )
  )
}

private func foreach(_ concurrency: Int?, _ members: [StepDefinition]) -> StepDefinition {
  StepDefinition(
    id: "links",
    kind: .group(
      Group(
        members: members,
        concurrency: concurrency,
        iteration: .init(
          list: .expression(.member(.name("inputs"), "databases")),
          variable: "db"
        ),
        outputs: ["name": .expression(.name("db"))]
      )
    )
  )
}

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
    #expect(machine.state("step_1") == .pending(.person(failure)))
    #expect(machine.nextWake() == nil)
    #expect(machine.attention.map(\.step) == ["step_1"])
  }

  @Test(arguments: [FailureKind.permanent, .stale])
  func `asks a person at once when trying again cannot help`(_ kind: FailureKind) throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(kind, code: "1475", detail: "backup")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    #expect(machine.state("step_1") == .pending(.person(failure)))
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

  @Test func `bounds the steps of a group by the group's deadline`() throws {
    var group = StepDefinition(
      id: "watch",
      kind: .group(Group(members: [gate("seeded"), Definitions.action("after")]))
    )
    group.timeout = .seconds(60)
    var machine = try machine(WorkflowDefinition(name: "g", steps: [group]))
    _ = try machine.take(.runStarted)
    #expect(machine.rows(at: "watch/seeded")?.deadline == start + .seconds(60))
    let notYet: [String: Value] = ["ready": false, "broken": false]
    _ = try machine.take(.gateRead("watch/seeded", result: notYet, summary: ""), after: 60)
    #expect(machine.state("watch/seeded")?.attention?.code == DiagnosticCode.deadlinePassed.id)
    // A person's "again" gives the whole group its time anew.
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")), after: 100)
    let ready: [String: Value] = ["ready": true, "broken": false]
    _ = try machine.take(.gateRead("watch/seeded", result: ready, summary: ""), after: 110)
    #expect(machine.rows(at: "watch/after")?.deadline == start + .seconds(160))
  }

  @Test func `runs the items of a list side by side within its bound`() throws {
    let definition = WorkflowDefinition(
      name: "f",
      steps: [foreach(2, [Definitions.action("dag", with: ["name": .expression(.name("db"))])])],
      outputs: ["links": .expression(.member(.member(.name("steps"), "links"), "outputs"))]
    )
    var machine = try machine(definition, inputs: ["databases": ["a", "b", "c"]])
    _ = try machine.take(.runStarted)
    #expect(machine.work(at: start).map(\.address) == ["links[a]/dag", "links[b]/dag"])
    #expect(machine.rows(at: "links[a]/dag")?.arguments == ["name": "a"])
    let transition = try machine.take(.stepDone("links[b]/dag", StepCompletion(.executed)))
    #expect(
      transition.rows.map(\.address)
        == ["links[b]/dag", "links[b]", "links[c]", "links[c]/dag"]
    )
    try machine.finishOpenWork()
    #expect(machine.run.outcome == .succeeded)
    #expect(
      machine.run.outputs["links"]
        == [
          ["key": "a", "name": "a"], ["key": "b", "name": "b"], ["key": "c", "name": "c"],
        ]
    )
  }

  @Test func `lets another item take the place of one that waits for a person`() throws {
    for (policy, opened) in [
      (Group.Iteration.OnItemFailure.continue, ["links[b]/dag"]), (.stopNew, []),
    ] {
      var links = foreach(1, [Definitions.action("dag", with: ["name": .expression(.name("db"))])])
      guard case .group(var group) = links.kind else { return }
      group.iteration?.onItemFailure = policy
      links.kind = .group(group)
      var machine = try machine(
        WorkflowDefinition(name: "f", steps: [links]),
        inputs: ["databases": ["a", "b", "c"]]
      )
      _ = try machine.take(.runStarted)
      let failure = StepFailure(.permanent, code: "1475", detail: "no backup")
      _ = try machine.take(.stepFailed("links[a]/dag", failure, calls: []))
      #expect(machine.work(at: start).map(\.address.rawValue) == opened)
    }
  }

  @Test func `keeps to its bound when all items are tried again`() throws {
    let links = foreach(2, [Definitions.action("dag", with: ["name": .expression(.name("db"))])])
    var machine = try machine(
      WorkflowDefinition(name: "f", steps: [links]),
      inputs: ["databases": ["a", "b", "c", "d", "e"]]
    )
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.permanent, code: "1475", detail: "no backup")
    for item in ["a", "b", "c", "d", "e"] {
      let address = StepAddress(rawValue: "links[\(item)]/dag")
      _ = try machine.take(.stepFailed(address, failure, calls: []))
    }
    #expect(machine.attention.count == 5)
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")))
    #expect(machine.work(at: start).map(\.address) == ["links[a]/dag", "links[b]/dag"])
    _ = try machine.take(.stepDone("links[b]/dag", StepCompletion(.executed)))
    #expect(machine.work(at: start).map(\.address) == ["links[a]/dag", "links[c]/dag"])
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
    guard case .open(let attempt, .person(unreachable)) = machine.state("step_1") else {
      Issue.record("the state is \(String(describing: machine.state("step_1")))")
      return
    }
    #expect(attempt.mayHaveLanded)
  }

  @Test func `reads a step of a skipped group as null`() throws {
    var group = StepDefinition(
      id: "maybe",
      kind: .group(Group(members: [Definitions.action("inner")]))
    )
    group.condition = .literal(false)
    let made = Expression.member(.member(.member(.name("steps"), "inner"), "outputs"), "made")
    let reader = Definitions.action(
      "reader",
      with: ["name": .expression(.binary(.otherwise, made, .literal("nothing")))]
    )
    var machine = try machine(WorkflowDefinition(name: "s", steps: [group, reader]))
    _ = try machine.take(.runStarted)
    #expect(machine.rows(at: "reader")?.arguments == ["name": "nothing"])
  }

  @Test func `goes through an empty list at once`() throws {
    let definition = WorkflowDefinition(
      name: "f",
      steps: [foreach(2, [Definitions.action("dag")])],
      outputs: ["links": .expression(.member(.member(.name("steps"), "links"), "outputs"))]
    )
    var machine = try machine(definition, inputs: ["databases": []])
    _ = try machine.take(.runStarted)
    #expect(machine.run.outcome == .succeeded)
    #expect(machine.run.outputs["links"] == [])
  }

  @Test func `ends a parallel group with its last member`() throws {
    let definition = WorkflowDefinition(
      name: "p",
      steps: [
        StepDefinition(
          id: "both",
          kind: .group(
            Group(
              members: [Definitions.action("link"), gate("seeded")],
              order: .parallel
            )
          )
        ),
        Definitions.action("after"),
      ]
    )
    var machine = try machine(definition)
    _ = try machine.take(.runStarted)
    #expect(machine.work(at: start).count == 2)
    _ = try machine.take(
      .gateRead("both/seeded", result: ["ready": true, "broken": false], summary: "")
    )
    #expect(machine.rows(at: "after") == nil)
    _ = try machine.take(.stepDone("both/link", StepCompletion(.executed)))
    #expect(machine.work(at: start).map(\.address) == ["after"])
  }

  @Test func `needs a person although a gate beside the failed step could go on looking`() throws {
    let both = StepDefinition(
      id: "both",
      kind: .group(
        Group(members: [Definitions.action("link"), gate("seeded")], order: .parallel)
      )
    )
    var machine = try machine(WorkflowDefinition(name: "p", steps: [both]))
    _ = try machine.take(.runStarted)
    #expect(!machine.needsOnlyPeople)
    let failure = StepFailure(.stale, code: "1412", detail: "seeding failed")
    _ = try machine.take(.stepFailed("both/link", failure, calls: []))
    #expect(machine.needsOnlyPeople)
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")))
    #expect(!machine.needsOnlyPeople)
  }

  @Test func `skips a step whose condition is false`() throws {
    var skipped = Definitions.action("maybe")
    skipped.condition = .literal(false)
    var machine = try machine(
      WorkflowDefinition(name: "s", steps: [skipped, Definitions.action("next")])
    )
    _ = try machine.take(.runStarted)
    #expect(machine.state("maybe") == .settled(.skipped("its condition is false")))
    #expect(machine.work(at: start).map(\.address) == ["next"])
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

extension StepAddress: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self.init(rawValue: value) }
}
