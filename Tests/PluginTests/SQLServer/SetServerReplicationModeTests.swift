import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Setting the replication mode at the server` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "sqlserver.set_replication_mode",
      ["link": "DAG_Sales", "mode": "Sync"]
    )
  }

  private func rows(_ modes: String...) -> Answer {
    .sql(resultSets: [
      zip(["AG_Sales", "AG_O'Hara_MI"], modes).map { group, mode in
        [
          "name": "DAG_Sales", "is_distributed": 1, "replica_server_name": .string(group),
          "endpoint_url": "TCP://10.0.0.4:5022", "availability_mode_desc": .string(mode),
          "failover_mode_desc": "MANUAL", "seeding_mode_desc": "AUTOMATIC",
        ]
      }
    ])
  }

  @Test func `changes both groups by the names in the catalogue`() throws {
    let observation = try bench.observe(rows("ASYNCHRONOUS_COMMIT", "ASYNCHRONOUS_COMMIT"))
    #expect(observation.state == .absent)
    #expect(
      try bench.writes(after: observation) == [
        """
        ALTER AVAILABILITY GROUP [DAG_Sales]
        MODIFY AVAILABILITY GROUP ON
        N'AG_Sales' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT),
        N'AG_O''Hara_MI' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)
        """
      ]
    )
  }

  @Test func `is done only when both groups have the mode`() throws {
    #expect(
      try bench.observe(rows("SYNCHRONOUS_COMMIT", "ASYNCHRONOUS_COMMIT")).state == .absent
    )
    let done = try bench.observe(rows("SYNCHRONOUS_COMMIT", "SYNCHRONOUS_COMMIT"))
    #expect(done.state == .mine)
    #expect(done.outputs["mode"] == "Sync")
  }

  @Test func `is taken back to the other mode`() throws {
    let done = try bench.observe(rows("SYNCHRONOUS_COMMIT", "SYNCHRONOUS_COMMIT"))
    let text = try bench.inverse(after: done)[0]
    #expect(text.contains("ASYNCHRONOUS_COMMIT") && !text.contains(" SYNCHRONOUS_COMMIT"))
  }

  @Test func `knows two modes, and sends nothing before it knows the groups`() throws {
    #expect(try bench.failure { _ = try $0.writes() }.kind == .permanent)
    var bench = bench
    bench.arguments.values["mode"] = "SYNC"
    #expect(try bench.failure { _ = try $0.probe() }.remedy == "Write Sync or Async.")
  }

  @Test func `needs the link`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows) }.kind == .permanent)
  }
}
