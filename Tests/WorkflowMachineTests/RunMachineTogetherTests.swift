import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

private let refused = StepFailure(.permanent, code: "1475", detail: "no backup")
private let lost = StepFailure(.indeterminate, .answerLost, detail: "lost")
private let wait = StepDefinition(id: "rest", kind: .gate(.time(.after(.literal("10m")))))

private func definition(_ steps: [StepDefinition]) -> WorkflowDefinition {
  WorkflowDefinition(name: "together", steps: steps)
}

private func decided(_ verb: Decision.Verb) -> Event.Kind {
  .decided(Decision(verb, by: "ann", reason: "why not"))
}

private func databases(_ names: Value...) -> [String: Value] { ["databases": .list(names)] }

@Suite struct `Things that happen together` {
  @Test func `items whose last steps end at once end their foreach once`() throws {
    let side = StepDefinition(
      id: "side",
      kind: .group(
        Group(members: [foreach(nil, [wait]), Definitions.action("a")], order: .parallel)
      )
    )
    var machine = try machine(definition([side]), inputs: databases("a", "b"))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.timePassed, after: 600)
    #expect(machine.state("side")?.isSettled == false)
    _ = try machine.take(.stepDone("side/a", StepCompletion(.executed)))
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `members that are left out side by side are counted once`() throws {
    let members = (1...5).map { number in
      var step = Definitions.action("m\(number)")
      if number < 5 { step.condition = .literal(false) }
      return step
    }
    let side = StepDefinition(
      id: "side",
      kind: .group(Group(members: members, order: .parallel, concurrency: 2))
    )
    var machine = try machine(definition([side]))
    _ = try machine.take(.runStarted)
    #expect(machine.run.outcome == nil)
    _ = try machine.take(.stepDone("side/m5", StepCompletion(.executed)))
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `a foreach that begins no more items after a failure ends`() throws {
    var links = foreach(1, [Definitions.action("one", onError: [FailureRule(.fail)])])
    if case .group(var group) = links.kind {
      group.iteration?.onItemFailure = .stopNew
      links.kind = .group(group)
    }
    var machine = try machine(definition([links]), inputs: databases("a", "b"))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("links[a]/one", refused, calls: []))
    #expect(machine.rows(at: "links[b]") == nil)
    #expect(machine.run.outcome == .failed)
  }

  @Test func `an undo that asks a person begins no item of a foreach that is over`() throws {
    let links = foreach(1, [Definitions.action("one", undo: Undo(.rollback)), wait])
    var machine = try machine(definition([links]), inputs: databases("a", "b"))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepDone("links[a]/one", StepCompletion(.executed)))
    _ = try machine.take(decided(.rollback))
    _ = try machine.take(.stepFailed("links[a]/one", refused, calls: []))
    #expect(machine.rows(at: "links[b]") == nil)
    _ = try machine.take(decided(.skip("links[a]/one", outputs: [:])))
    #expect(machine.run.outcome == .rolledBack)
  }

  @Test func `a group goes on from a debt that is being paid when its process is killed`() throws {
    let members = [
      Definitions.action("flag", undo: Undo(.always, after: "b")), Definitions.action("b"),
      Definitions.action("c"),
    ]
    let side = StepDefinition(id: "side", kind: .group(Group(members: members, order: .parallel)))
    let all = definition([side])
    var machine = try machine(all)
    var rows: [StepAddress: StepRow] = [:]
    for kind in [
      Event.Kind.runStarted, .stepDone("side/flag", StepCompletion(.executed)),
      .stepDone("side/b", StepCompletion(.executed)),
    ] {
      for row in try machine.take(kind).rows { rows[row.address] = row }
    }
    machine = RunMachine(definition: all, run: machine.run, rows: Array(rows.values))
    _ = try machine.take(.stepDone("side/flag", StepCompletion(.executed)))
    _ = try machine.take(.stepDone("side/c", StepCompletion(.executed)))
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `the groups around what may be undone are remembered with it`() {
    let links = foreach(1, [Definitions.action("one", undo: Undo(.rollback)), wait])
    #expect(definition([links]).stepsRemembered == ["links", "one"])
  }

  @Test func `what an earlier process may have sent stays in doubt while it cannot be seen`() throws
  {
    var machine = try machine(definition([Definitions.action("flag", undo: Undo(.always))]))
    _ = try machine.take(.runStarted)
    _ = try machine.handle(
      Event(.stepFailed("flag", refused, calls: []), at: start, epoch: 2)
    )
    #expect(machine.state("flag")?.attempt?.epoch == 1)
    _ = try machine.take(decided(.cancel))
    guard case .settle = machine.work(at: start).first?.kind else {
      Issue.record("the step is cancelled without a look")
      return
    }
  }

  @Test func `a step in doubt is asked about once its own failure has ended the run`() throws {
    var step = Definitions.action("a", onError: [FailureRule(.fail)])
    step.retry.maxAttempts = 1
    var machine = try machine(definition([step]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("a", lost, calls: []))
    #expect(machine.run.goal == .cancel)
    _ = try machine.take(.stepFailed("a", refused, calls: []))
    #expect(machine.rows(at: "a")?.status == .attention)
    #expect(machine.work(at: start).isEmpty)
  }

  @Test func `a pivot that may have been sent keeps its own failure from rolling back`() throws {
    var pivot = Definitions.action("p", onError: [FailureRule(.rollback)], isPivot: true)
    pivot.retry.maxAttempts = 1
    var machine = try machine(definition([pivot]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("p", lost, calls: []))
    #expect(machine.run.goal == .go)
    #expect(machine.rows(at: "p")?.status == .attention)
  }
}
