import Testing
import WorkflowModel
import WorkflowPlugin
import WorkflowTesting

@testable import WorkflowPlan

@Suite struct `A footprint` {
  @Test(arguments: [
    ("a/b", "a/b", true), ("a/b", "a", true), ("a", "a/b", true), ("a/b", "a/c", false),
    ("a/b", "a/bc", false),
  ])
  func `stands for all below its names`(_ read: String, _ written: String, _ isTouched: Bool) {
    let writer = StepAddress(rawValue: "writer")
    var index = ChangeIndex()
    index.add(writer, Footprint(reads: [], writes: [written]))
    #expect(index.touching(Footprint(reads: [read])).contains(writer) == isTouched)
    #expect(index.touching(nil) == [writer])
  }

  @Test func `keeps steps known that do not touch each other, however many`() async throws {
    let steps = (1...400).map { "  - { id: s\($0), uses: apart.make, with: { name: n\($0) } }" }
    let plan = try await PlanBench.plan(
      "steps:\n" + steps.joined(separator: "\n") + "\n",
      asking: ScriptedSender()
    )
    #expect(plan.writes == (400, 400))
  }

  @Test func `of a step with names yet unknown covers all that they may be`() async throws {
    let plan = try await PlanBench.plan(
      """
      steps:
        - { id: a, uses: scripted.make, with: { name: a } }
        - { id: b, uses: apart.make, with: { name: "${{ steps.a.outputs.made }}" } }
        - { id: c, uses: apart.make, with: { name: c } }
      """,
      asking: ScriptedSender()
    )
    #expect(try plan.forecast("c").certainty == .assumed)
  }
}
