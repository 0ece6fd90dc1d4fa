import Foundation
import Testing
import WorkflowModel
import WorkflowPlugin
import WorkflowReport
import WorkflowTesting

@testable import WorkflowPlan

@Suite struct `A plan's text` {
  private static let workflow = """
    steps:
      - { id: first, uses: apart.make, with: { name: a }, undo: { when: rollback } }
      - id: taken
        uses: apart.claim
        with: { name: b }
        if: ${{ steps.first.outputs.number == 1 }}
      - { id: last, uses: scripted.push, with: { name: "n${{ steps.first.outputs.number }}" } }
    """

  @Test func `tells each step, its calls, and how sure they are`() async throws {
    let plan = try await PlanBench.plan(Self.workflow, asking: ScriptedSender())
    let text = PlanText(plan, style: .plain).text()
    #expect(
      text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(4).joined(
        separator: "\n"
      ) == """
          + first  create     a is absent
              target: make it
                write a
              a rollback takes it away again
          ~ taken  change     (as things stand) b is free
              if first.number == 1
              target: make it
                write b
          + last   send       (not known yet) nothing tells whether it is there
              depends on ‹nfirst.number›
              target: make it
                write ‹n‹first.number››

        1 create, 1 change, 1 send; 1 of 3 writes known to the letter.
        """
    )
  }

  @Test func `is a document as well, the same for the same plan`() async throws {
    let plan = try await PlanBench.plan(Self.workflow, asking: ScriptedSender())
    let data = try PlanDocument(plan) { "\($0)'s place" }.data()
    #expect(data == (try PlanDocument(plan) { "\($0)'s place" }.data()))
    let document = try #require(CanonicalJSON.decode(Value.self, from: data).object)
    #expect(document["plan"] == 1)
    #expect(document["mode"] == "online")
    #expect(document["connections"] == ["target": "target's place"])
    #expect(document["counts"] == ["create": 1, "change": 1, "send": 1])
    let steps = try #require(document["steps"]?.list).map { $0.object ?? [:] }
    #expect(steps.map { $0["address"] } == ["first", "taken", "last"])
    #expect(steps[0]["calls"]?.list?.first?.object?["known"] == true)
    #expect(steps[0]["reversibility"] == "undo")
    #expect(steps[1]["condition"] == "first.number == 1")
    #expect(steps[2]["calls"]?.list?.first?.object?["known"] == false)
    #expect(steps[2]["effect"] == "unsafe")
  }

  @Test func `shortens long constants, which the document has whole`() async throws {
    let blob = "0x" + String(repeating: "AB", count: 100)
    let plan = try await PlanBench.plan(
      "steps:\n  - { id: a, uses: scripted.push, with: { name: '\(blob)' } }\n"
    )
    let text = PlanText(plan, style: .plain).text()
    #expect(text.contains("write 0xABABABABABABABABABABABABABABABAB…ABABABAB"))
    #expect(String(decoding: try PlanDocument(plan).data(), as: UTF8.self).contains(blob))
  }
}
