import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

@Suite struct `A run machine, of groups,` {
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
    #expect(machine.questions.count == 5)
    _ = try machine.take(.decided(Decision(.retryAll, by: "ann", reason: "")))
    #expect(machine.work(at: start).map(\.address) == ["links[a]/dag", "links[b]/dag"])
    _ = try machine.take(.stepDone("links[b]/dag", StepCompletion(.executed)))
    #expect(machine.work(at: start).map(\.address) == ["links[a]/dag", "links[c]/dag"])
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
}
