import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

private func decided(_ verb: Decision.Verb) -> Event.Kind {
  .decided(Decision(verb, by: "ann", reason: "why not"))
}

private func definition(
  _ steps: [StepDefinition],
  finally: [StepDefinition] = [],
  onError: [FailureRule] = []
) -> WorkflowDefinition {
  WorkflowDefinition(name: "ending", steps: steps, finally: finally, onError: onError)
}

private let refused = StepFailure(.permanent, code: "1475", detail: "no backup")

@Suite struct `A run on its way out` {
  @Test func `cancels what has not begun and probes what may have been sent`() throws {
    let side = StepDefinition(
      id: "side",
      kind: .group(
        Group(members: [Definitions.action("a"), gate("b")], order: .parallel)
      )
    )
    var machine = try machine(definition([side, Definitions.action("after")]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(decided(.cancel))
    #expect(machine.state("side/b") == .settled(.cancelled))
    guard case .settle = machine.work(at: start).first?.kind else {
      Issue.record("the open attempt is not settled by a probe")
      return
    }
    _ = try machine.take(.stepAbsent("side/a", summary: "nothing there"))
    #expect(machine.state("side/a") == .settled(.cancelled))
    #expect(machine.state("side") == .settled(.cancelled))
    #expect(machine.rows(at: "after") == nil)
    #expect(machine.run.outcome == .cancelled)
  }

  @Test func `rolls back the last completed first, one at a time, and only what it made`() throws {
    let undo = Undo(.rollback)
    let steps = ["a", "b", "c"].map { Definitions.action($0, undo: undo) }
    var machine = try machine(
      definition(steps + [Definitions.action("d")], finally: [Definitions.action("tell")])
    )
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepDone("a", StepCompletion(.executed)), after: 1)
    _ = try machine.take(.stepDone("b", StepCompletion(.noOp)), after: 2)
    _ = try machine.take(.stepDone("c", StepCompletion(.adopted)), after: 3)
    _ = try machine.take(.stepFailed("d", refused, calls: []), after: 4)
    _ = try machine.take(decided(.rollback), after: 5)
    #expect(machine.state("d") == .settled(.cancelled))
    #expect(machine.work(at: start).map(\.address) == ["c"])
    #expect(machine.state("c")?.attempt?.aim == .undo)
    _ = try machine.take(.stepDone("c", StepCompletion(.executed)), after: 6)
    #expect(machine.state("c") == .settled(.undone))
    #expect(machine.work(at: start).map(\.address) == ["a"])
    _ = try machine.take(.stepDone("a", StepCompletion(.executed)), after: 7)
    #expect(machine.state("b") == .settled(.done(.noOp)))
    #expect(machine.work(at: start).map(\.address) == ["tell"])
    _ = try machine.take(.stepDone("tell", StepCompletion(.executed)), after: 8)
    #expect(machine.run.outcome == .rolledBack)
  }

  @Test func `cannot be rolled back once a pivot may have been sent`() throws {
    var machine = try machine(
      definition([
        Definitions.action("a", undo: Undo(.rollback)), Definitions.action("p", isPivot: true),
        Definitions.action("z"),
      ])
    )
    _ = try machine.take(.runStarted)
    let rollback = Decision(.rollback, by: "ann", reason: "")
    #expect(machine.refusal(of: rollback) == nil)
    _ = try machine.take(.stepDone("a", StepCompletion(.executed)))
    // It may be on its way to the target at this moment.
    #expect(machine.refusal(of: rollback)?.detail.contains("'p'") == true)
    _ = try machine.take(.stepFailed("p", refused, calls: []))
    #expect(machine.refusal(of: rollback) == nil)
    _ = try machine.take(decided(.retry("p")))
    _ = try machine.take(.stepDone("p", StepCompletion(.executed)))
    #expect(machine.refusal(of: rollback)?.detail.contains("'p'") == true)
  }

  @Test func `pays a debt after its step, at the end, and on every way out`() throws {
    let early = Definitions.action("early", undo: Undo(.always, after: "middle"))
    let late = Definitions.action("late", undo: Undo(.always))
    let all = definition([early, late, Definitions.action("middle"), Definitions.action("last")])
    var machine = try machine(all)
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepDone("early", StepCompletion(.executed)), after: 1)
    _ = try machine.take(.stepDone("late", StepCompletion(.executed)), after: 2)
    var cancelled = machine
    _ = try machine.take(.stepDone("middle", StepCompletion(.executed)), after: 3)
    #expect(machine.work(at: start).map(\.address) == ["early", "last"])
    _ = try machine.take(.stepDone("early", StepCompletion(.executed)), after: 4)
    _ = try machine.take(.stepDone("last", StepCompletion(.executed)), after: 5)
    #expect(machine.run.outcome == nil)
    #expect(machine.work(at: start).map(\.address) == ["late"])
    _ = try machine.take(.stepDone("late", StepCompletion(.executed)), after: 6)
    #expect(machine.run.outcome == .succeeded)

    _ = try cancelled.take(decided(.cancel), after: 3)
    _ = try cancelled.take(.stepAbsent("middle", summary: ""), after: 3)
    #expect(cancelled.work(at: start).map(\.address) == ["early"])
    _ = try cancelled.take(.stepDone("early", StepCompletion(.executed)), after: 4)
    #expect(cancelled.work(at: start).map(\.address) == ["late"])
    _ = try cancelled.take(.stepDone("late", StepCompletion(.executed)), after: 5)
    #expect(cancelled.run.outcome == .cancelled)
  }

  @Test func `keeps a debt open until a person pays or waives it`() throws {
    var machine = try machine(definition([Definitions.action("flag", undo: Undo(.always))]))
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepDone("flag", StepCompletion(.executed)))
    _ = try machine.take(.stepFailed("flag", refused, calls: []))
    #expect(machine.rows(at: "flag")?.status == .attention)
    #expect(machine.run.outcome == nil)
    _ = try machine.take(decided(.retry("flag")))
    #expect(machine.state("flag")?.attempt?.aim == .undo)
    _ = try machine.take(.stepFailed("flag", refused, calls: []))
    _ = try machine.take(decided(.skip("flag", outputs: [:])))
    #expect(machine.run.outcome == .succeeded)
  }

  @Test func `fails as a rule says, from the step outwards`() throws {
    let step = Definitions.action("a", onError: [FailureRule(.skip, when: ["1475"])])
    let group = StepDefinition(
      id: "block",
      kind: .group(Group(members: [step, Definitions.action("b")])),
      onError: [FailureRule(.fail, when: ["permanent"])]
    )
    var machine = try machine(
      definition([group], finally: [Definitions.action("tell")])
    )
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("block/a", refused, calls: []))
    #expect(machine.rows(at: "block/a")?.status == .skipped)
    _ = try machine.take(.stepFailed("block/b", refused, calls: []))
    #expect(machine.state("block/b") == .settled(.failed(refused)))
    #expect(machine.work(at: start).map(\.address) == ["tell"])
    // What finally does changes nothing about the result.
    _ = try machine.take(.stepFailed("tell", refused, calls: []))
    #expect(machine.run.outcome == .failed)
    #expect(machine.run.failure == refused)
  }

  @Test func `leaves a failed item behind and goes on with the others`() throws {
    let members = [
      Definitions.action("one", onError: [FailureRule(.fail)]), Definitions.action("two"),
    ]
    let after = Definitions.action(
      "after",
      with: [
        "name": .expression(.call("length", [.member(.member(.name("steps"), "links"), "outputs")]))
      ]
    )
    var machine = try machine(
      definition([foreach(2, members), after]),
      inputs: ["databases": ["a", "b"]]
    )
    _ = try machine.take(.runStarted)
    _ = try machine.take(.stepFailed("links[a]/one", refused, calls: []))
    #expect(machine.state("links[a]") == .settled(.failed(refused)))
    _ = try machine.take(.stepDone("links[b]/one", StepCompletion(.executed)))
    _ = try machine.take(.stepDone("links[b]/two", StepCompletion(.executed)))
    #expect(machine.rows(at: "after")?.arguments == ["name": 1])
    _ = try machine.take(.stepDone("after", StepCompletion(.executed)))
    #expect(machine.run.outcome == .failed)
  }

  @Test func `runs a called workflow in a scope of its own`() throws {
    let inner = Definitions.action(
      "link.make",
      with: ["name": .expression(.member(.name("inputs"), "name"))]
    )
    let call = StepDefinition(
      id: "link",
      kind: .group(
        Group(
          members: [inner],
          outputs: [
            "made": .expression(
              .member(.member(.member(.name("steps"), "link.make"), "outputs"), "made")
            )
          ],
          call: CalledWorkflow(
            name: "inner",
            inputs: [
              InputDeclaration(name: "name", type: .string),
              InputDeclaration(name: "port", type: .int, defaultValue: 5022),
            ],
            arguments: ["name": .expression(.member(.name("inputs"), "database"))]
          )
        )
      )
    )
    var machine = try machine(definition([call]), inputs: ["database": "Sales"])
    _ = try machine.take(.runStarted)
    #expect(machine.rows(at: "link/make")?.arguments == ["name": "Sales"])
    #expect(machine.rows(at: "link")?.arguments == ["name": "Sales", "port": 5022])
    _ = try machine.take(
      .stepDone("link/make", StepCompletion(.executed, outputs: ["made": "Sales"]))
    )
    #expect(machine.rows(at: "link")?.outputs == ["made": "Sales"])
    #expect(machine.run.outcome == .succeeded)
  }
}
