import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

/// A workflow of one step in each of the states in which a person is asked.
private func approval(expires: Duration = .seconds(3600), _ rules: [FailureRule] = [])
  -> StepDefinition
{
  StepDefinition(
    id: "leave",
    kind: .gate(
      .approval(
        Approval(
          message: .interpolation([.literal("Stop "), .expression(.member(.name("inputs"), "app"))]
          ),
          evidence: [.literal("all is equal")]
        )
      )
    ),
    timeout: expires,
    onError: rules
  )
}

private let work = StepDefinition(
  id: "enable",
  kind: .gate(
    .work(
      ManualWork(
        instructions: .literal("Turn it on."),
        proof: ActionUse(action: "scripted.look", arguments: ["name": .literal("x")]),
        until: .member(.name("result"), "ready")
      )
    )
  )
)

private func definition(_ steps: [StepDefinition]) -> WorkflowDefinition {
  WorkflowDefinition(name: "people", steps: steps)
}

private func decided(_ verb: Decision.Verb, reason: String = "why not") -> Event.Kind {
  .decided(Decision(verb, by: "ann", reason: reason))
}

@Suite struct `People and the machine` {
  @Test func `an approval shows its message and its evidence and lets go on`() throws {
    var machine = try machine(
      definition([approval(), Definitions.action("next")]),
      inputs: ["app": "Sales"]
    )
    _ = try machine.take(.runStarted)
    #expect(
      machine.state("leave")?.question
        == .approval(
          message: "Stop Sales",
          evidence: ["all is equal"],
          expires: start + .seconds(3600)
        )
    )
    #expect(machine.needsOnlyPeople)
    _ = try machine.take(decided(.approve("leave"), reason: "it is stopped"))
    #expect(machine.state("leave") == .settled(.done(.approved)))
    #expect(machine.rows(at: "leave")?.outputs == ["by": "ann", "reason": "it is stopped"])
    #expect(machine.work(at: start).map(\.address) == ["next"])
  }

  @Test func `a rejection asks again, ends the run or undoes it, as its rule says`() throws {
    for (rule, expected) in [
      (nil, nil), (FailureRule.Consequence.fail, RunRow.Outcome.failed),
      (.rollback, .rolledBack),
    ] as [(FailureRule.Consequence?, RunRow.Outcome?)] {
      let rules = rule.map { [FailureRule($0, when: [DiagnosticCode.approvalRejected.id])] } ?? []
      var machine = try machine(definition([approval(rules)]), inputs: ["app": "Sales"])
      _ = try machine.take(.runStarted)
      _ = try machine.take(decided(.reject("leave"), reason: "not tonight"))
      #expect(machine.run.outcome == expected)
      if rule == nil {
        #expect(
          machine.rows(at: "leave")?.state.attention?.detail == "ann rejected it: not tonight"
        )
        _ = try machine.take(decided(.retry("leave")))
        #expect(machine.rows(at: "leave")?.status == .approval)
      }
    }
  }

  @Test func `an approval that nobody gives expires`() throws {
    var machine = try machine(definition([approval()]), inputs: ["app": "Sales"])
    _ = try machine.take(.runStarted)
    #expect(machine.nextWake() == start + .seconds(3600))
    #expect(machine.isTimeDue(at: start + .seconds(3600)))
    _ = try machine.take(.timePassed, after: 3600)
    #expect(machine.state("leave")?.attention?.code == DiagnosticCode.approvalExpired.id)
  }

  @Test func `work by hand is asked for until a read proves it`() throws {
    var machine = try machine(definition([work]))
    _ = try machine.take(.runStarted)
    #expect(machine.work(at: start).map(\.kind) == [.read])
    _ = try machine.take(.gateRead("enable", result: ["ready": false], summary: "off"))
    #expect(machine.state("enable")?.question == .work(instructions: "Turn it on."))
    _ = try machine.take(decided(.retryAll))
    #expect(machine.work(at: start).map(\.kind) == [.read])
    _ = try machine.take(.gateRead("enable", result: ["ready": true], summary: "on"))
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `work that is proved at the first look asks nobody`() throws {
    var machine = try machine(definition([work]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.gateRead("enable", result: ["ready": true], summary: "on"))
    #expect(machine.state("enable") == .settled(.done(.noOp)))
  }

  @Test func `a wait ends by its time alone`() throws {
    let wait = StepDefinition(id: "rest", kind: .gate(.time(.after(.literal("10m")))))
    let late = StepDefinition(
      id: "window",
      kind: .gate(.time(.at(.literal("2027-01-15T09:00:00Z"))))
    )
    var machine = try machine(definition([wait, late]))
    _ = try machine.take(.runStarted)
    #expect(machine.nextWake() == start + .seconds(600))
    _ = try machine.take(.timePassed, after: 600)
    #expect(machine.state("rest") == .settled(.done(.executed)))
    #expect(machine.nextWake()?.description == "2027-01-15T09:00:00Z")
    #expect(!machine.needsOnlyPeople)
  }

  @Test func `a paused run begins nothing and goes on where it stood`() throws {
    var machine = try machine(Definitions.sequence(3))
    _ = try machine.take(.runStarted)
    _ = try machine.take(decided(.pause))
    #expect(machine.work(at: start).isEmpty)
    #expect(machine.nextWake() == nil)
    // What was under way ends; the next one is not in flight.
    _ = try machine.take(.stepDone("step_1", StepCompletion(.executed)))
    #expect(machine.state("step_2") == .pending(.timer(until: start)))
    _ = try machine.take(decided(.retryAll))
    #expect(machine.run.goal == .go)
    #expect(machine.isTimeDue(at: start))
    _ = try machine.take(.timePassed)
    #expect(machine.state("step_2")?.attempt?.number == 1)
  }

  @Test func `what may have been done is resolved by a person, either way`() throws {
    let failure = StepFailure(.indeterminate, .unknownOutcome, detail: "lost")
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    var other = machine
    _ = try machine.take(decided(.resolve("step_1", .done, outputs: ["made": "x"])))
    #expect(machine.run.outcome == .succeeded)
    #expect(machine.state("step_1") == .settled(.done(.resolved)))
    #expect(machine.rows(at: "step_1")?.outputs == ["made": "x"])
    _ = try other.take(decided(.resolve("step_1", .notDone, outputs: [:])))
    #expect(other.state("step_1")?.attempt?.mayHaveLanded == false)
    #expect(other.work(at: start).map(\.address) == ["step_1"])
  }

  @Test func `a step that a person skips is read as what was given in its place`() throws {
    let reader = Definitions.action(
      "reader",
      with: [
        "name": .expression(
          .member(.member(.member(.name("steps"), "step_1"), "outputs"), "made")
        )
      ]
    )
    var machine = try machine(definition([Definitions.action("step_1"), reader]))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.permanent, code: "1475", detail: "no backup")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    _ = try machine.take(decided(.skip("step_1", outputs: ["made": "by hand"])))
    #expect(machine.rows(at: "step_1")?.status == .skipped)
    #expect(machine.rows(at: "reader")?.arguments == ["name": "by hand"])
  }

  @Test(arguments: [
    (Decision.Verb.approve("step_1"), "asks for no approval"),
    (.resolve("step_1", .done, outputs: [:]), "was not sent"),
    (.retry("step_2"), "no step 'step_2' under way"),
    (.retry("stepp_1"), "no step 'stepp_1' under way"),
  ])
  func `an act that is not legal is refused with its reason`(
    _ verb: Decision.Verb,
    _ reason: String
  ) throws {
    var machine = try machine(Definitions.sequence(2))
    _ = try machine.take(.runStarted)
    let failure = StepFailure(.permanent, code: "1475", detail: "no backup")
    _ = try machine.take(.stepFailed("step_1", failure, calls: []))
    let refusal = machine.refusal(of: Decision(verb, by: "ann", reason: ""))
    #expect(refusal?.detail.contains(reason) == true, "\(refusal?.detail ?? "legal")")
    #expect(refusal?.remedy != nil)
    #expect(throws: EventRefusal.self) { _ = try machine.take(decided(verb)) }
  }

  @Test func `a step in doubt, one that must stay and one under way are not skipped`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    let skip = Decision(.skip("step_1", outputs: [:]), by: "ann", reason: "")
    #expect(machine.refusal(of: skip)?.detail.contains("is under way") == true)
    let lost = StepFailure(.indeterminate, .unknownOutcome, detail: "lost")
    _ = try machine.take(.stepFailed("step_1", lost, calls: []))
    #expect(machine.refusal(of: skip)?.detail.contains("resolve it first") == true)
    var fixed = Definitions.action("step_1")
    fixed.isSkippable = false
    var other = try WorkflowMachineTests.machine(definition([fixed]))
    _ = try other.take(.runStarted)
    let failure = StepFailure(.permanent, code: "1475", detail: "no backup")
    _ = try other.take(.stepFailed("step_1", failure, calls: []))
    #expect(other.refusal(of: skip)?.detail.contains("must not be skipped") == true)
  }

  @Test func `nothing is legal in a run that has ended`() throws {
    var machine = try machine(Definitions.sequence(1))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepDone("step_1", StepCompletion(.executed)))
    for verb in [
      Decision.Verb.retryAll, .pause, .cancel, .rollback, .retry("step_1"), .approve("step_1"),
    ] {
      let refusal = machine.refusal(of: Decision(verb, by: "ann", reason: ""))
      #expect(refusal?.detail.contains("has ended (succeeded)") == true)
    }
  }
}
