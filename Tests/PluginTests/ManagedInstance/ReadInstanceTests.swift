import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading an instance` {
  let properties: [String: Value] = [
    "fullyQualifiedDomainName": "mi1.3b1f2c4d5e6f.database.windows.net",
    "collation": "SQL_Latin1_General_CP1_CI_AS", "state": "Ready",
    "databaseFormat": "SQLServer2022",
  ]

  private func answer(_ changes: [String: Value] = [:]) -> Answer {
    .found([
      "name": "mi1",
      "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1",
      "properties": .object(properties.merging(changes) { $1 }),
    ])
  }

  private func bench(version: String = "16.0.4125.3") throws -> Bench {
    try Bench(
      "managed_instance.read_instance",
      [
        "source_version": .string(version),
        "source_collation": "SQL_Latin1_General_CP1_CI_AS",
      ]
    )
  }

  @Test func `asks for the resource itself`() throws {
    #expect(try bench().probe() == ["GET {resource}?api-version=2025-01-01"])
  }

  @Test func `tells its names`() throws {
    let outputs = try bench().observe(answer()).outputs
    #expect(outputs["name"] == "mi1")
    #expect(outputs["fqdn"] == "mi1.3b1f2c4d5e6f.database.windows.net")
    #expect(outputs["database_format"] == "SQLServer2022")
  }

  @Test func `checks nothing that it was not told`() throws {
    let bench = try Bench("managed_instance.read_instance", [:])
    #expect(try bench.observe(answer(["collation": "Latin1_General_BIN2"])).state == .mine)
  }

  @Test(arguments: [
    ("Manual", "16.0.4125.3", "SQLServer2022", true),
    ("Manual", "17.0.1000.7", "SQLServer2025", true),
    ("Manual", "16.0.4125.3", "AlwaysUpToDate", false),
    ("Manual", "15.0.4312.2", "SQLServer2022", false),
    ("None", "15.0.4312.2", "SQLServer2022", true),
    ("manual", "16.0.4125.3", "SQLServer2022", false),
  ])
  func `refuses a failover mode that the two sides do not allow`(
    _ mode: String,
    _ version: String,
    _ format: String,
    _ isAllowed: Bool
  ) throws {
    var bench = try bench(version: version)
    bench.arguments.values["failover_mode"] = .string(mode)
    let answer = answer(["databaseFormat": .string(format)])
    if isAllowed {
      #expect(try bench.observe(answer).state == .mine)
    } else {
      #expect(try bench.failure { _ = try $0.observe(answer) }.kind == .permanent)
    }
  }

  @Test func `refuses another collation`() throws {
    let failure = try bench().failure {
      _ = try $0.observe(answer(["collation": "Latin1_General_BIN2"]))
    }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains("Latin1_General_BIN2"))
  }

  @Test func `refuses SQL Server 2025 for the older update policy`() throws {
    let failure = try bench(version: "17.0.1000.7").failure { _ = try $0.observe(answer()) }
    #expect(failure.remedy?.contains("update policy") == true)
    let newer = answer(["databaseFormat": "AlwaysUpToDate"])
    #expect(try bench(version: "17.0.1000.7").observe(newer).state == .mine)
  }

  @Test func `refuses an instance that is stopped`() throws {
    let failure = try bench().failure { _ = try $0.observe(answer(["state": "Stopped"])) }
    #expect(failure.remedy?.contains("az sql mi start --subscription s1 -g rg --mi mi1") == true)
  }

  @Test func `fails when the answer tells no names`() throws {
    #expect(try bench().failure { _ = try $0.observe(.found([:])) }.kind == .permanent)
  }
}
