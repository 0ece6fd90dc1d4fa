import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a link connection's status` {
  private let bench: Bench

  init() throws {
    bench = try Bench("synapse.read_link_status", ["link_connection": "ledger-link"])
  }

  @Test func `reads the tables by a POST that changes nothing`() throws {
    let texts = try bench.probe()
    #expect(texts.count == 3)
    #expect(
      texts[2] == """
        POST {development}/linkconnections/ledger-link/querytablestatus\
        ?api-version=2023-04-18-preview
        {"continuationToken":null,"maxSegmentCount":1000}
        """
    )
  }

  @Test func `says that all goes on`() throws {
    let observation = try bench.observe(
      LinkConnectionAnswer.status("running"),
      LinkConnectionAnswer.tables,
      LinkConnectionAnswer.states("Replicating", "replicating")
    )
    #expect(observation.outputs["replicates"] == true)
    #expect(observation.outputs["tables"] == 2)
    #expect(observation.outputs["replicating"] == 2)
    #expect(observation.outputs["troubled"] == [])
    #expect(observation.summary == "running, 2 of 2 tables replicate")
  }

  @Test func `says which table is in trouble, and why`() throws {
    let observation = try bench.observe(
      LinkConnectionAnswer.status(
        partiallyFailed: true,
        error: ["code": "AuthenticationFailed", "message": "The signature has ended."]
      ),
      LinkConnectionAnswer.tables,
      LinkConnectionAnswer.states("Replicating", "Suspended", error: "AuthenticationFailed")
    )
    #expect(observation.outputs["replicates"] == false)
    #expect(observation.outputs["running"] == true)
    #expect(observation.outputs["suspended"] == 1)
    #expect(observation.outputs["failed"] == 0)
    #expect(observation.outputs["error"] == "AuthenticationFailed: The signature has ended.")
    #expect(
      observation.outputs["troubled"]
        == ["dbo.Entry: Suspended (AuthenticationFailed: Signature not valid.)"]
    )
  }

  @Test(arguments: ["Paused", "Stopped", "Starting"])
  func `does not call a link that does not run one that replicates`(_ status: String) throws {
    let observation = try bench.observe(
      LinkConnectionAnswer.status(status),
      LinkConnectionAnswer.tables,
      LinkConnectionAnswer.states("Replicating", "Replicating")
    )
    #expect(observation.outputs["replicates"] == false)
    #expect(observation.outputs["status"] == .string(status))
  }
}
