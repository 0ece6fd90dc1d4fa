import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a link's role at the server` {
  let bench: Bench

  init() throws {
    bench = try Bench("sqlserver.read_link_role", ["link": "DAG_Sales", "database": "Sales"])
  }

  @Test func `asks the server alone`() throws {
    #expect(try bench.probe().count == 2)
  }

  @Test func `tells role, groups and evidence`() throws {
    let rows = LinkRows(role: "SECONDARY")
    let outputs = try bench.observe(rows.roles, rows.log).outputs
    #expect(outputs["role"] == "SECONDARY")
    #expect(outputs["writable"] == false)
    #expect(outputs["availability_group"] == "AG_Sales")
    #expect(outputs["instance_availability_group"] == "AG_Sales_MI")
    #expect(
      outputs["evidence"] == """
        'here' is SECONDARY of 'DAG_Sales', connected, SYNCHRONIZED, hardened to \
        71000009408100001 at 2026-11-21 06:29:58.000
        """
    )
  }

  @Test func `takes a link that is not there for an answer`() throws {
    let observation = try bench.observe(.noRows, .noRows)
    #expect(observation.state == .mine)
    #expect(observation.outputs["exists"] == false)
    #expect(observation.outputs["role"] == "NONE")
    #expect(observation.summary == "'here' has no distributed group 'DAG_Sales'")
  }

  @Test func `counts only the rows of the link itself`() throws {
    var own = LinkRows(role: "PRIMARY")
    own.lsn = "5"
    let other: [String: Value] = [
      "name": "DAG_Other", "is_local": 1, "synchronization_state_desc": "REVERTING",
      "last_hardened_lsn": "9",
    ]
    guard case .sql(let sets) = own.log else { return }
    let log = Answer.sql(resultSets: [[other] + sets[0]])
    #expect(try bench.observe(own.roles, log).outputs["hardened_lsn"] == "5")
  }
}
