import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Checking a server` {
  let bench: Bench
  /// What a server that is ready answers, by part.
  let ready: [String: [[String: Value]]] = [
    "properties": [
      [
        "server_name": "SQL1", "actual_name": "SQL1", "product_version": "16.0.4265.3",
        "edition": "Developer Edition (64-bit)", "engine_edition": 3,
        "collation": "SQL_Latin1_General_CP1_CI_AS", "is_hadr_enabled": 1,
        "hadr_manager_status": 1, "is_sysadmin": 1,
      ]
    ],
    "host": [["host_platform": "Windows"]],
    "start": [["sqlserver_start_time": "2026-11-21 04:00:00.000"]],
    "trace_flags": [
      ["TraceFlag": 1800, "Status": 1, "Global": 1, "Session": 0],
      ["TraceFlag": 9567, "Status": 1, "Global": 1, "Session": 0],
      ["TraceFlag": 12381, "Status": 0, "Global": 0, "Session": 0],
    ],
    "startup_parameters": [
      ["value_name": "SQLArg0", "value_data": "-dC:\\master.mdf"],
      ["value_name": "SQLArg3", "value_data": "-T1800"],
      ["value_name": "SQLArg4", "value_data": "-t9567"],
    ],
    "master_key": [["key_count": 1]],
    "service_key": [["is_master_key_encrypted_by_server": true]],
    "procedures": [["name": "sp_certificate_add_issuer"]],
    "endpoint": [
      [
        "name": "Hadr_endpoint", "state_desc": "STARTED", "role_desc": "ALL",
        "connection_auth_desc": "CERTIFICATE", "is_encryption_enabled": true,
        "encryption_algorithm_desc": "AES", "port": 5022, "ip_address": .null,
        "certificate_name": "Older", "pvt_key_encryption_type": "MK", "is_current": 1,
        "thumbprint": "0xAA", "public_blob": "0x3082", "days_left": 300,
      ]
    ],
    "listeners": [["name": "Hadr_endpoint", "type": 4, "port": 5022]],
    "groups": [["group_count": 0]], "partners": [["partner_count": 0]],
    "services": [
      ["servicename": "SQL Server (MSSQLSERVER)", "status_desc": "Running"],
      ["servicename": "SQL Server Agent (MSSQLSERVER)", "status_desc": "Running"],
    ],
    "jobs": [],
  ]

  init() throws {
    bench = try Bench("sqlserver.check_server", ["address": "10.0.0.4", "port": 5022])
  }

  /// The answer with the first row of parts changed, and parts replaced.
  private func answer(
    _ changes: [String: [String: Value]] = [:],
    replacing parts: [String: [[String: Value]]] = [:]
  ) -> Answer {
    var answer = ready.merging(parts) { $1 }
    for (part, change) in changes {
      answer[part] = [(answer[part]?.first ?? [:]).merging(change) { $1 }]
    }
    return .sql(
      resultSets: answer.sorted { $0.key < $1.key }.map { part, rows in
        rows.map { $0["TraceFlag"] == nil ? $0.merging(["part": .string(part)]) { $1 } : $0 }
      }
    )
  }

  private func ids(_ observation: Observation) -> [String] {
    (observation.outputs["findings"]?.list ?? []).compactMap { $0.object?["id"]?.string }
  }

  @Test func `asks everything in one round trip`() throws {
    let texts = try bench.probe()
    #expect(texts.count == 1)
    let text = texts.first ?? ""
    #expect(
      text.contains(
        """
        BEGIN TRY
          EXEC sp_executesql N'SELECT N''groups'' AS part, COUNT(*) AS group_count \
        FROM sys.availability_groups';
        END TRY
        BEGIN CATCH
          SELECT N'groups' AS part, ERROR_NUMBER() AS error_number,
            ERROR_MESSAGE() AS error_message;
        END CATCH;
        """
      )
    )
    #expect(text.contains("N'DBCC TRACESTATUS (1800, 9567, 12381, -1) WITH NO_INFOMSGS'"))
    #expect(text.contains("LIKE N''SQLArg%''"))
  }

  @Test func `finds nothing on a server that is ready`() throws {
    let observation = try bench.observe(answer())
    #expect(ids(observation) == [])
    let outputs = observation.outputs
    for name in ["hadr_enabled", "trace_flags_on", "master_key_exists", "endpoint_fits"] {
      #expect(outputs[name] == true, "\(name)")
    }
    #expect(outputs["startup_flags_missing"] == false)
    #expect(outputs["certificate_name"] == "Cert_SQL1_endpoint")
    #expect(outputs["service"] == "MSSQLSERVER")
    #expect(outputs["started_at"] == "2026-11-21 04:00:00.000")
    #expect(outputs["blocking"] == [])
  }

  @Test func `names the service of a named instance`() throws {
    let row: [String: Value] = ["server_name": "HOST\\INST", "actual_name": "HOST\\INST"]
    #expect(try bench.observe(answer(["properties": row])).outputs["service"] == "MSSQL$INST")
  }

  @Test(
    arguments: [
      ("properties", ["product_version": "14.0.3456.2"], "SS-VER"),
      ("properties", ["engine_edition": 4], "SS-EDITION"),
      ("properties", ["is_sysadmin": 0], "SS-PERM"),
      ("properties", ["server_name": .null], "SS-NAME"),
      ("listeners", ["name": "Hadr_endpoint", "port": 5022], "SS-EP-PORT"),
    ] as [(String, [String: Value], String)]
  )
  func `blocks on what no action mends`(
    _ part: String,
    _ change: [String: Value],
    _ id: String
  ) throws {
    // Another endpoint on the port counts only where there is no mirroring endpoint yet.
    let parts: [String: [[String: Value]]] = part == "listeners" ? ["endpoint": []] : [:]
    let observation = try bench.observe(answer([part: change], replacing: parts))
    #expect(ids(observation) == [id])
    #expect(observation.outputs["blocking"]?.list?.count == 1)
  }

  @Test(
    arguments: [
      ("properties", ["is_hadr_enabled": 0, "hadr_manager_status": 2], "SS-HADR"),
      ("properties", ["hadr_manager_status": 0], "SS-HADR"),
      ("master_key", ["key_count": 0], "SS-DMK"),
      ("endpoint", ["state_desc": "STOPPED"], "SS-EP"),
      ("endpoint", ["connection_auth_desc": "NTLM"], "SS-EP"),
      ("endpoint", ["encryption_algorithm_desc": "RC4"], "SS-EP"),
      ("endpoint", ["ip_address": "10.0.0.4"], "SS-EP"),
    ] as [(String, [String: Value], String)]
  )
  func `tells what an action mends`(
    _ part: String,
    _ change: [String: Value],
    _ id: String
  ) throws {
    let outputs = try bench.observe(answer([part: change])).outputs
    #expect(outputs["mendable"]?.list?.count == 1)
    #expect(outputs["mendable"]?.list?.first?.string?.hasPrefix(id) == true)
    #expect(outputs["blocking"] == [])
  }

  @Test(
    arguments: [
      ("properties", ["product_version": "16.0.1000.6"], "SS-VER"),
      ("service_key", ["is_master_key_encrypted_by_server": false], "SS-DMK-SMK"),
      ("procedures", ["name": "sp_get_endpoint_certificate"], "SS-PACK"),
      ("endpoint", ["days_left": 12], "SS-EP-CERT"), ("endpoint", ["port": 5023], "SS-EP-PORT"),
      (
        "services", ["servicename": "SQL Server Agent (MSSQLSERVER)", "status_desc": "Stopped"],
        "SS-AGENT"
      ), ("jobs", ["name": "Hourly log backup"], "SS-LOGJOB"),
    ] as [(String, [String: Value], String)]
  )
  func `warns of the rest`(_ part: String, _ change: [String: Value], _ id: String) throws {
    let observation = try bench.observe(answer([part: change]))
    #expect(ids(observation) == [id])
    #expect(observation.outputs["warnings"]?.list?.count == 1)
  }

  @Test(
    arguments: [(0, "NTLM", "mendable"), (2, "NTLM", "blocking"), (2, "CERTIFICATE", "mendable")]
  )
  func `leaves an endpoint that mirrored databases use to a person`(
    _ partners: Int64,
    _ authentication: String,
    _ output: String
  ) throws {
    let outputs = try bench.observe(
      answer([
        "endpoint": [
          "connection_auth_desc": .string(authentication), "state_desc": "STOPPED",
        ],
        "partners": ["partner_count": .int(partners)],
      ])
    ).outputs
    #expect(outputs[output]?.list?.count == 1)
  }

  @Test func `says everything at once`() throws {
    let observation = try bench.observe(
      answer(
        [
          "properties": ["product_version": "13.0.6300.2", "is_hadr_enabled": 0],
          "master_key": ["key_count": 0],
        ],
        replacing: ["startup_parameters": [], "trace_flags": [], "host": []]
      )
    )
    #expect(ids(observation) == ["SS-VER", "SS-HADR", "SS-DMK", "SS-TF"])
    #expect(observation.outputs["hadr_enabled"] == false)
    #expect(observation.outputs["platform"] == "Windows")
    #expect(
      observation.summary == "SQL1, build 13.0.6300.2: 1 blocking, 2 to be mended, 1 to be known"
    )
  }

  @Test func `tells flags that are on from flags that come back`() throws {
    let parts =
      ["startup_parameters": [["value_name": "SQLArg0", "value_data": "-T1800"]]]
      as [String: [[String: Value]]]
    let outputs = try bench.observe(answer(replacing: parts)).outputs
    #expect(outputs["trace_flags_on"] == true)
    #expect(outputs["startup_flags_missing"] == true)
    #expect(outputs["warnings"]?.list?.first?.string?.contains(" 9567. ") == true)
  }

  @Test func `takes flags that are on for startup flags where parameters are not told`() throws {
    let outputs = try bench.observe(answer(replacing: ["startup_parameters": []])).outputs
    #expect(outputs["startup_flags_missing"] == false)
  }

  @Test func `makes a finding of what the login may not read`() throws {
    let refusal: [[String: Value]] = [
      ["error_number": 300, "error_message": "VIEW SERVER STATE permission was denied."]
    ]
    let observation = try bench.observe(
      answer(replacing: ["services": refusal, "master_key": refusal, "host": refusal])
    )
    #expect(ids(observation) == ["SS-READ"])
    let text = observation.outputs["warnings"]?.list?.first?.string ?? ""
    #expect(text.contains("services (300: VIEW SERVER STATE"))
    #expect(text.contains("master_key (300"))
    #expect(!text.contains("host"))
  }

  @Test func `fails only when the server tells no version`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows) }.kind == .permanent)
  }
}
