import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a link's state from the instance` {
  let bench: Bench

  init() throws { bench = try Bench("managed_instance.read_link_state", ["link": "DAG_#1"]) }

  private func link(_ database: [String: Value]) -> Answer {
    .found(["properties": ["databases": [.object(database)]]])
  }

  @Test func `asks for the link`() throws {
    #expect(
      try bench.probe() == [
        "GET {resource}/distributedAvailabilityGroups/DAG_%231?api-version=2025-01-01"
      ]
    )
  }

  @Test func `passes on Azure's own words`() throws {
    let outputs = try bench.observe(
      link([
        "replicaState": "LinkSynchronizing", "synchronizationHealth": "HEALTHY",
        "connectedState": "CONNECTED",
      ])
    ).outputs
    #expect(
      outputs == [
        "state": "LinkSynchronizing", "failed": false, "connected": true, "health": "HEALTHY",
        "error": "",
      ]
    )
  }

  @Test func `knows a failure by its ending`() throws {
    let outputs = try bench.observe(
      link(["replicaState": "LinkCreationError", "mostRecentLinkError": "41962"])
    ).outputs
    #expect(outputs["failed"] == true)
    #expect(outputs["error"] == "41962")
  }

  @Test func `bears an answer without any field`() throws {
    #expect(try bench.observe(.found(["properties": [:]])).outputs["state"] == "")
  }
}
