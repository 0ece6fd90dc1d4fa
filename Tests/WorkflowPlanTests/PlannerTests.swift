import Testing
import WorkflowModel
import WorkflowPlugin
import WorkflowTesting

@testable import WorkflowPlan

@Suite struct `A plan` {
  /// A target in which a name is there.
  private static func target(with names: String...) async throws -> ScriptedSender {
    let sender = ScriptedSender()
    let session = sender.open(barrier: nil)
    for name in names {
      _ = try await session.send(
        Call(.write, on: "target", "make it", sql: SQLCall("write \(name)"))
      )
    }
    return sender
  }

  @Test func `asks and writes nothing`() async throws {
    let sender = ScriptedSender()
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: b, uses: scripted.push, with: { name: b } }
        - { id: c, uses: scripted.look, with: { name: c } }
      """,
      asking: sender
    )
    #expect(sender.effects.isEmpty)
    #expect(sender.barriers.isEmpty)
    #expect(sender.log == ["read a", "read c"])
    #expect(plan.outline.entries.map { $0.forecast?.verdict } == [.create, .send, .read])
    #expect(plan.hasChanges)
  }

  @Test func `tells what is there already, with its outputs`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: b, uses: scripted.make, with: { name: "${{ steps.a.outputs.made }}b" } }
      """,
      asking: try await Self.target(with: "a")
    )
    #expect(try plan.forecast("a").verdict == .noChange)
    #expect(try plan.forecast("a").certainty == .known)
    #expect(try plan.forecast("b").certainty == .known)
    #expect(try plan.forecast("b").calls.map(\.text) == ["write ab"])
  }

  @Test func `names the source of what only the run will know`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: b, uses: scripted.push, with: { name: "x-${{ steps.a.outputs.made }}" } }
      """,
      asking: ScriptedSender()
    )
    let forecast = try plan.forecast("b")
    #expect(forecast.certainty == .unknown)
    #expect(forecast.dependsOn == ["x-‹a.made›"])
    #expect(forecast.calls.map(\.text) == ["write ‹x-‹a.made››"])
  }

  @Test func `knows an output that follows from the inputs alone`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: apart.make, with: { name: a } }
        - { id: b, uses: apart.make, with: { name: "${{ steps.a.outputs.made }}b" } }
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("b").calls.map(\.text) == ["write ab"])
    #expect(try plan.forecast("b").certainty == .known)
    #expect(plan.writes == (2, 2))
  }

  @Test func `only assumes what an earlier step may change`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: look, uses: scripted.look, with: { name: z } }
        - id: b
          uses: scripted.push
          with: { name: "n${{ steps.look.outputs.count }}" }
          if: ${{ steps.look.outputs.count == 0 }}
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("a").certainty == .known)
    #expect(try plan.forecast("look").certainty == .assumed)
    #expect(try plan.forecast("b").certainty == .assumed)
    #expect(try plan.forecast("b").calls.map(\.text) == ["write n0"])
  }

  @Test func `only assumes what a step beside it may change`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - id: beside
          parallel:
            - { id: a, uses: scripted.look, with: { name: z } }
            - { id: b, uses: scripted.make, with: { name: z } }
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("beside/a").certainty == .assumed)
    #expect(try plan.forecast("beside/b").certainty == .known)
  }

  @Test func `does not make the same thing twice`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: x } }
        - { id: b, uses: scripted.make, with: { name: x } }
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("b").verdict == .noChange)
    #expect(try plan.forecast("b").certainty == .assumed)
  }

  @Test func `shows a step whose condition only the run will know`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: apart.make, with: { name: a } }
        - id: b
          uses: apart.make
          with: { name: b }
          if: ${{ steps.a.outputs.number == 1 }}
        - id: c
          uses: apart.make
          with: { name: c }
          if: ${{ 1 == 2 }}
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("b").condition == "a.number == 1")
    #expect(try plan.forecast("b").verdict == .create)
    #expect(try plan.forecast("b").certainty == .assumed)
    #expect(try plan.forecast("c").verdict == .skipped)
  }

  @Test func `shows one item for a list that only the run will know`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: first, uses: scripted.make, with: { name: a } }
        - id: each
          foreach: ${{ if(steps.first.outputs.made == 'a', ['x', 'y'], []) }}
          as: name
          steps:
            - { id: b, uses: apart.make, with: { name: "${{ name }}" } }
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("each[x]/b").calls.map(\.text) == ["write x"])
    #expect(try plan.forecast("each[x]/b").certainty == .assumed)
    #expect(try plan.forecast("each[x]/b").condition != nil)
  }

  @Test func `tells every blocker, and goes on behind it`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: apart.claim, with: { name: a } }
        - { id: b, uses: apart.claim, with: { name: b } }
        - { id: c, uses: core.assert, with: { message: no, condition: false } }
        - { id: d, uses: apart.make, with: { name: d } }
      """,
      asking: try await Self.target(with: "a", "b")
    )
    #expect(plan.blockers.map { $0.address?.rawValue } == ["a", "b", "c"])
    #expect(plan.blockers.map(\.failure.code) == ["LF7004", "LF7004", "LF7040"])
    #expect(try plan.forecast("d").verdict == .create)
  }

  @Test func `blames nobody for what an earlier step puts right`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: look, uses: scripted.look, with: { name: a } }
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: again, uses: scripted.look, with: { name: a } }
        - id: ready
          uses: core.assert
          with: { message: no, condition: "${{ steps.again.outputs.count == 1 }}" }
      """,
      asking: ScriptedSender()
    )
    #expect(plan.blockers.isEmpty)
    #expect(try plan.forecast("ready").certainty == .assumed)
  }

  @Test func `asks a target that does not answer once, and shows every step`() async throws {
    let silent = SilentSender()
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: b, uses: scripted.look, with: { name: b } }
      """,
      asking: silent
    )
    #expect(silent.requests == 1)
    #expect(plan.blockers.map(\.failure.code) == ["LF7014"])
    #expect(try plan.forecast("a").verdict == .unknown)
    #expect(try plan.forecast("a").calls.map(\.text) == ["write a"])
    #expect(try plan.forecast("b").verdict == .unknown)
  }

  @Test func `marks nothing as known offline but what needs no look`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.push, with: { name: a } }
        - { id: b, uses: scripted.make, with: { name: b } }
        - { id: c, uses: core.assert, with: { message: yes } }
      """
    )
    #expect(plan.mode == .offline)
    #expect(plan.outline.entries.map { $0.forecast?.certainty } == [.known, .assumed, .known])
  }

  @Test func `shows gates, what they wait for and whom they ask`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - id: there
          poll: scripted.look
          with: { name: a }
          every: 5s
          until: ${{ result.count > 0 }}
          fail_when: ${{ result.count < 0 }}
        - { id: rest, wait: { for: 10m } }
        - id: gate
          approval: { message: "Go?", evidence: [ "${{ steps.there.outputs.count }}" ] }
        - id: hand
          manual:
            instructions: "Make b by hand."
            verify: scripted.look
            with: { name: b }
            until: ${{ result.count > 0 }}
      """,
      asking: try await Self.target(with: "a")
    )
    #expect(
      plan.outline.entries.map { $0.forecast?.verdict } == [.noChange, .wait, .person, .person]
    )
    #expect(try plan.forecast("rest").reason == "for 10m")
    #expect(try plan.forecast("gate").question == ["Go?", "1"])
    #expect(try plan.forecast("hand").question == ["Make b by hand."])
  }

  @Test func `tells what a rollback would send`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a }, undo: { when: rollback } }
        - { id: b, uses: scripted.make, with: { name: b }, undo: { when: always, due: 1d } }
        - { id: c, uses: scripted.push, with: { name: c }, pivot: true }
      """,
      asking: ScriptedSender()
    )
    #expect(plan.outline.entries.map { $0.forecast?.reversibility } == [.undo, .debt, .pivot])
    #expect(try plan.forecast("a").undoing.map(\.text) == ["drop a"])
  }
}
