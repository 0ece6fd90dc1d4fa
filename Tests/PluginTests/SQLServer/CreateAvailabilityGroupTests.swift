import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Creating an availability group` {
  let bench: Bench
  let values: [String: Value] = [
    "name": "AG_Sales", "database": "Sales", "server_name": "SQL1", "major_version": 16,
    "address": "10.0.0.4",
  ]
  let row: [String: Value] = [
    "name": "AG_Sales", "is_distributed": false, "replica_server_name": "SQL1",
    "endpoint_url": "TCP://10.0.0.4:5022", "availability_mode_desc": "SYNCHRONOUS_COMMIT",
    "failover_mode_desc": "MANUAL", "seeding_mode_desc": "AUTOMATIC",
  ]
  let member: Answer = .rows(["name": "AG_Sales", "database_name": "Sales"])

  init() throws { bench = try Bench("sqlserver.create_availability_group", values) }

  @Test func `reads the group and who holds which database`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT ag.name, ag.is_distributed, r.replica_server_name, r.endpoint_url,
          r.availability_mode_desc, r.failover_mode_desc, r.seeding_mode_desc
        FROM sys.availability_groups AS ag
        LEFT JOIN sys.availability_replicas AS r ON r.group_id = ag.group_id
        WHERE ag.name = @name
        -- @name = N'AG_Sales'
        """,
        """
        SELECT ag.name, d.database_name
        FROM sys.availability_databases_cluster AS d
        JOIN sys.availability_groups AS ag ON ag.group_id = d.group_id
        WHERE ag.is_distributed = 0
        """,
      ]
    )
  }

  @Test func `creates it alone in its batch`() throws {
    #expect(try bench.observe(.noRows, .noRows).state == .absent)
    #expect(
      try bench.writes() == [
        """
        CREATE AVAILABILITY GROUP [AG_Sales]
        WITH (CLUSTER_TYPE = NONE)
        FOR DATABASE [Sales]
        REPLICA ON N'SQL1' WITH (
          ENDPOINT_URL = N'TCP://10.0.0.4:5022',
          AVAILABILITY_MODE = SYNCHRONOUS_COMMIT,
          FAILOVER_MODE = MANUAL,
          SEEDING_MODE = AUTOMATIC
        )
        """
      ]
    )
  }

  @Test func `leaves the cluster type out on SQL Server 2016`() throws {
    let old = try Bench(
      "sqlserver.create_availability_group",
      values.merging(["major_version": 13]) { $1 }
    )
    #expect(try old.writes()[0].hasPrefix("CREATE AVAILABILITY GROUP [AG_Sales]\nFOR DATABASE"))
  }

  @Test func `quotes every name`() throws {
    let odd = try Bench(
      "sqlserver.create_availability_group",
      values.merging(["name": "AG_a]b", "database": "a]b", "server_name": "H'\\I"]) { $1 }
    )
    let text = try odd.writes()[0]
    for words in ["GROUP [AG_a]]b]", "DATABASE [a]]b]", "REPLICA ON N'H''\\I'"] {
      #expect(text.contains(words))
    }
  }

  @Test func `adopts an equal group`() throws {
    let observation = try bench.observe(.rows(row), member)
    #expect(observation.state == .mine)
    #expect(
      observation.outputs == ["name": "AG_Sales", "endpoint_url": "TCP://10.0.0.4:5022"]
    )
  }

  @Test(
    arguments: [
      (["endpoint_url": "TCP://10.0.0.9:5022"], "10.0.0.9"),
      (["availability_mode_desc": "ASYNCHRONOUS_COMMIT"], "ASYNCHRONOUS_COMMIT"),
      (["replica_server_name": "SQL2"], "'SQL2' is a replica of it"),
    ] as [([String: Value], String)]
  )
  func `asks about one that differs`(_ changes: [String: Value], _ words: String) throws {
    #expect(bench.action.descriptor.onDifferent == .ask)
    let observation = try bench.observe(.rows(row.merging(changes) { $1 }), member)
    #expect(observation.state == .different)
    #expect(observation.summary.contains(words))
  }

  @Test func `asks about one with other databases`() throws {
    let other = Answer.rows(["name": "AG_Sales", "database_name": "Stock"])
    #expect(try bench.observe(.rows(row), other).summary.contains("it holds 'Stock'"))
    #expect(try bench.observe(.rows(row), .noRows).summary.contains("it holds no database"))
    let two = Answer.rows(
      ["name": "AG_Sales", "database_name": "Sales"],
      ["name": "AG_Sales", "database_name": "Stock"]
    )
    #expect(try bench.observe(.rows(row), two).state == .different)
  }

  @Test func `leaves a database in another group alone`() throws {
    let other = Answer.rows(["name": "AG]1", "database_name": "SALES"])
    let observation = try bench.observe(.noRows, other)
    #expect(observation.state == .foreign)
    #expect(observation.summary.contains("AG]1"))
    #expect(observation.remedy?.contains("REMOVE DATABASE") == false)
  }

  @Test func `leaves a distributed group of the name alone`() throws {
    let distributed = Answer.rows(row.merging(["is_distributed": 1]) { $1 })
    #expect(try bench.observe(distributed, .noRows).state == .foreign)
  }
}
