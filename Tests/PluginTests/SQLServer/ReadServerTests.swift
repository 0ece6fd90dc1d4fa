import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a server` {
  let bench: Bench
  let row: [String: Value] = [
    "server_name": "SQL1", "actual_name": "SQL1", "product_version": "16.0.4125.3",
    "edition": "Developer Edition (64-bit)", "engine_edition": 3,
    "collation": "SQL_Latin1_General_CP1_CI_AS", "is_hadr_enabled": 1,
    "hadr_manager_status": 1, "is_sysadmin": 1,
  ]

  init() throws { bench = try Bench("sqlserver.read_server", [:]) }

  private func with(_ changes: [String: Value]) -> Answer {
    .rows(row.merging(changes) { $1 })
  }

  @Test func `casts every property`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT @@SERVERNAME AS server_name,
          CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)) AS actual_name,
          CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,
          CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
          CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine_edition,
          CAST(SERVERPROPERTY('Collation') AS nvarchar(128)) AS collation,
          CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled,
          CAST(SERVERPROPERTY('HadrManagerStatus') AS int) AS hadr_manager_status,
          IS_SRVROLEMEMBER(N'sysadmin') AS is_sysadmin
        """
      ]
    )
  }

  @Test func `tells what later steps need`() throws {
    let observation = try bench.observe(with([:]))
    #expect(observation.state == .mine)
    #expect(observation.outputs["server_name"] == "SQL1")
    #expect(observation.outputs["major_version"] == 16)
    #expect(observation.outputs["certificate_name"] == "Cert_SQL1_endpoint")
  }

  @Test(arguments: ["10.0.0.4:5022", "tcp://sql1", "my server", ""])
  func `refuses what is no address before anything is changed`(_ address: String) throws {
    var bench = bench
    bench.arguments.values["address"] = .string(address)
    let failure = try bench.failure { _ = try $0.observe(with([:])) }
    #expect(failure.detail.contains("is no address"))
  }

  @Test func `refuses what is no port`() throws {
    var bench = bench
    bench.arguments.values["port"] = 700_000
    #expect(try bench.failure { _ = try $0.observe(with([:])) }.detail.contains("no TCP port"))
    bench.arguments.values["port"] = 5022
    bench.arguments.values["address"] = "10.0.0.4"
    #expect(try bench.observe(with([:])).state == .mine)
  }

  @Test func `names no certificate with a backslash`() throws {
    let observation = try bench.observe(
      with(["server_name": "HOST\\INST", "actual_name": "HOST\\INST"])
    )
    #expect(observation.outputs["certificate_name"] == "Cert_HOST_INST_endpoint")
  }

  @Test(arguments: [
    "13.0.7000.253", "14.0.3490.10", "15.0.4312.2", "16.0.1000.6", "17.0.1000.7", "16.0.4236.2",
  ])
  func `accepts a build that has the link`(_ version: String) throws {
    #expect(try bench.observe(with(["product_version": .string(version)])).state == .mine)
  }

  @Test(arguments: [
    "12.0.6024.0", "13.0.6485.1", "14.0.3485.1", "15.0.2160.4", "15.0.4298.1", "16.0.950.9",
  ])
  func `refuses a build that has not`(_ version: String) throws {
    let failure = try bench.failure {
      _ = try $0.observe(with(["product_version": .string(version)]))
    }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains(version))
    #expect(failure.remedy != nil)
  }

  @Test(
    arguments: [
      (["is_hadr_enabled": 0], "not enabled"), (["is_hadr_enabled": .null], "not enabled"),
      (["hadr_manager_status": 2], "manager is not running"),
      (["is_sysadmin": 0], "sysadmin"), (["server_name": .null], "NULL"),
      (["server_name": "OLD"], "'OLD', but the server is 'SQL1'"),
      (["engine_edition": 4, "edition": "Express Edition"], "Express"),
      (["engine_edition": 2, "edition": "Web Edition (64-bit)"], "Web"),
    ] as [([String: Value], String)]
  )
  func `says what is in the way`(_ changes: [String: Value], _ words: String) throws {
    let failure = try bench.failure { _ = try $0.observe(with(changes)) }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains(words))
  }

  @Test func `says everything that is in the way at once`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(with(["is_hadr_enabled": 0, "is_sysadmin": 0, "server_name": "OLD"]))
    }
    for words in ["Always On", "sysadmin", "'OLD'"] { #expect(failure.detail.contains(words)) }
    #expect(failure.remedy?.contains("EXEC sp_dropserver N'OLD';") == true)
    #expect(failure.remedy?.contains("hadr.hadrenabled 1") == true)
  }
}
