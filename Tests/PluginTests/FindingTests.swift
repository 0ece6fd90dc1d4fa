import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Findings` {
  let findings = [
    Finding("X-1", .blocks, "SQL1", "It is old.", remedy: "Renew it."),
    Finding("X-2", .blocks, "SQL1", "It is off.", isMendable: true),
    Finding("X-3", .warns, "mi1", "It is slow."),
  ]

  @Test func `are told apart by what follows from them`() {
    let outputs = findings.outputs
    #expect(outputs["blocking"] == ["X-1, SQL1: It is old. Renew it."])
    #expect(outputs["mendable"] == ["X-2, SQL1: It is off."])
    #expect(outputs["warnings"] == ["X-3, mi1: It is slow."])
    #expect(outputs["findings"]?.list?.count == 3)
    #expect(
      outputs["findings"]?.list?.first == [
        "id": "X-1", "severity": "blocks", "subject": "SQL1", "detail": "It is old.",
        "remedy": "Renew it.", "mendable": false,
      ]
    )
  }

  @Test func `name their subject once`() {
    let finding = Finding("X-4", .warns, "Sales", "'Sales' is large.", remedy: "See:\n  A")
    #expect(finding.text == "X-4: 'Sales' is large. See:\n  A")
  }

  @Test func `are counted in a line`() {
    #expect(findings.tally == "1 blocking, 1 to be mended, 1 to be known")
    #expect([Finding]().tally == "nothing found")
  }

  @Test func `come as the outputs that a check declares`() {
    for output in [Finding].declaredOutputs {
      #expect(findings.outputs[output.name].map(output.type.admits) == true)
    }
  }
}
