import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Creating a distributed availability group` {
  let bench: Bench
  let values: [String: Value] = [
    "name": "DAG_Sales", "availability_group": "AG_Sales",
    "endpoint_url": "TCP://10.0.0.4:5022", "instance_availability_group": "AG_Sales_MI",
    "instance_name": "mi1", "instance_fqdn": "mi1.3b1f2c4d5e6f.database.windows.net",
  ]

  init() throws { bench = try Bench("sqlserver.create_distributed_ag", values) }

  private func row(_ replica: String, _ url: String) -> [String: Value] {
    [
      "name": "DAG_Sales", "is_distributed": 1, "replica_server_name": .string(replica),
      "endpoint_url": .string(url), "availability_mode_desc": "ASYNCHRONOUS_COMMIT",
      "failover_mode_desc": "MANUAL", "seeding_mode_desc": "AUTOMATIC",
    ]
  }

  private let instanceURL = "tcp://mi1.3b1f2c4d5e6f.database.windows.net:5022;Server=[mi1]"

  @Test func `creates it alone in its batch`() throws {
    #expect(try bench.observe(.noRows).state == .absent)
    #expect(
      try bench.writes() == [
        """
        CREATE AVAILABILITY GROUP [DAG_Sales]
        WITH (DISTRIBUTED)
        AVAILABILITY GROUP ON
        N'AG_Sales' WITH (
          LISTENER_URL = N'TCP://10.0.0.4:5022',
          AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT,
          FAILOVER_MODE = MANUAL,
          SEEDING_MODE = AUTOMATIC,
          SESSION_TIMEOUT = 20
        ),
        N'AG_Sales_MI' WITH (
          LISTENER_URL = N'tcp://mi1.3b1f2c4d5e6f.database.windows.net:5022;Server=[mi1]',
          AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT,
          FAILOVER_MODE = MANUAL,
          SEEDING_MODE = AUTOMATIC
        )
        """
      ]
    )
  }

  @Test func `adopts an equal one`() throws {
    let observation = try bench.observe(
      .rows(row("AG_Sales", "tcp://10.0.0.4:5022"), row("AG_Sales_MI", instanceURL))
    )
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["name": "DAG_Sales"])
  }

  @Test func `asks about one to another instance`() throws {
    let observation = try bench.observe(
      .rows(
        row("AG_Sales", "TCP://10.0.0.4:5022"),
        row("AG_Sales_MI", "tcp://mi2.3b1f2c4d5e6f.database.windows.net:5022;Server=[mi2]")
      )
    )
    #expect(observation.state == .different)
    #expect(observation.summary.contains("mi2"))
    #expect(observation.remedy?.contains("DROP AVAILABILITY GROUP [DAG_Sales]") == true)
  }

  @Test func `asks about one with another partner`() throws {
    let observation = try bench.observe(.rows(row("AG_Sales", "TCP://10.0.0.4:5022")))
    #expect(observation.summary.contains("'AG_Sales_MI' is not a replica of it"))
  }

  @Test func `leaves a plain group of the name alone`() throws {
    let plain = row("SQL1", "TCP://10.0.0.4:5022").merging(["is_distributed": 0]) { $1 }
    #expect(try bench.observe(.rows(plain)).state == .foreign)
  }

  @Test(
    arguments: [
      ["name": "DAG_My Sales"], ["name": "1DAG"], ["name": "DAG/x"],
      ["instance_name": "mi1];x"], ["instance_name": "MI1"],
      ["instance_availability_group": "ag_sales"],
    ] as [[String: Value]]
  )
  func `refuses names that Azure would refuse later`(_ changes: [String: Value]) throws {
    let bench = try Bench(
      "sqlserver.create_distributed_ag",
      values.merging(changes) { $1 }
    )
    #expect(try bench.failure { _ = try $0.probe() }.kind == .permanent)
    #expect(try bench.failure { _ = try $0.writes() }.remedy != nil)
  }
}
