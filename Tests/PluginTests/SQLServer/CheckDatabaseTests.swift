import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Checking a database` {
  let bench: Bench
  let ready: [String: [[String: Value]]] = [
    "database": [
      [
        "database_id": 5, "state_desc": "ONLINE", "user_access": 0, "is_read_only": false,
        "is_auto_close_on": false, "source_database_id": .null, "recovery_model_desc": "FULL",
        "is_broker_enabled": true, "is_published": false, "is_cdc_enabled": false,
      ]
    ],
    "recovery_feature": [["is_accelerated_database_recovery_on": true]],
    "version_store": [["pvs_filegroup_id": 1]],
    "mirroring": [["mirroring_guid": .null]],
    "groups": [],
    "chain": [["last_log_backup_lsn": "37000000029600001"]],
    "backups": [["type": "D", "finished_at": "2026-11-20 22:00:00.000"]],
    "files": [
      [
        "type_desc": "ROWS", "state_desc": "ONLINE", "file_count": 1, "bytes": 1_258_291_200,
        "largest": 1_258_291_200,
      ],
      [
        "type_desc": "LOG", "state_desc": "ONLINE", "file_count": 1, "bytes": 104_857_600,
        "largest": 104_857_600,
      ],
    ],
    "filegroups": [],
    "file_tables": [["table_count": 0]],
    "encryption": [],
    "log_space": [["Database Name": "a]b'c", "Log Space Used (%)": "12.5"]],
  ]

  init() throws {
    bench = try Bench(
      "sqlserver.check_database",
      [
        "database": "a]b'c", "availability_group": "AG_1", "instance_tier": "GeneralPurpose",
        "instance_storage_gb": 256,
      ]
    )
  }

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
        rows.map { $0["Database Name"] == nil ? $0.merging(["part": .string(part)]) { $1 } : $0 }
      }
    )
  }

  private func ids(_ observation: Observation) -> [String] {
    (observation.outputs["findings"]?.list ?? []).compactMap { $0.object?["id"]?.string }
  }

  @Test func `asks everything in one round trip, by parameter`() throws {
    let texts = try bench.probe()
    #expect(texts.count == 1)
    let text = texts.first ?? ""
    #expect(
      text.contains(
        """
          EXEC sp_executesql N'SELECT N''file_tables'' AS part, COUNT(*) AS table_count \
        FROM [a]]b''c].sys.tables WHERE is_filetable = 1', N'@database sysname', @database;
        """
      )
    )
    #expect(text.hasSuffix("-- @database = N'a]b''c'"))
  }

  @Test func `finds nothing in a database that is ready`() throws {
    let observation = try bench.observe(answer())
    #expect(ids(observation) == [])
    let outputs = observation.outputs
    for name in ["exists", "recovery_full", "has_full_backup"] { #expect(outputs[name] == true) }
    #expect(outputs["size_mb"] == 1300)
    #expect(outputs["log_backed_up_at"] == "")
  }

  @Test func `says when there is none`() throws {
    let outputs = try bench.observe(.noRows).outputs
    #expect(outputs["exists"] == false)
    #expect(outputs["blocking"]?.list?.first?.string?.hasPrefix("DB-EXISTS: ") == true)
  }

  @Test(
    arguments: [
      ("database", ["state_desc": "RESTORING"], "DB-STATE"),
      ("database", ["database_id": 3], "DB-STATE"),
      ("database", ["source_database_id": 7], "DB-STATE"),
      ("database", ["user_access": 1], "DB-STATE"), ("database", ["is_read_only": 1], "DB-STATE"),
      ("groups", ["name": "AG_other"], "DB-FREE"),
      ("mirroring", ["mirroring_guid": "6F9619FF-8B86-D011-B42D-00C04FC964FF"], "DB-MIRROR"),
      ("files", ["type_desc": "LOG", "file_count": 2], "DB-LOGFILES"),
      ("files", ["state_desc": "DEFUNCT"], "DB-FILES"),
      ("files", ["bytes": 300_000_000_000], "DB-FILES"),
      ("filegroups", ["type": "FD", "group_count": 1], "DB-FG"),
      ("filegroups", ["type": "FX", "group_count": 1], "DB-FG"),
      ("file_tables", ["table_count": 2], "DB-FILETABLE"),
      ("encryption", ["encryption_state": 3, "certificate_name": "TDE"], "DB-TDE"),
      ("encryption", ["encryption_state": 2], "DB-TDE"),
    ] as [(String, [String: Value], String)]
  )
  func `blocks on what no action mends`(
    _ part: String,
    _ change: [String: Value],
    _ id: String
  ) throws {
    let observation = try bench.observe(answer([part: change]))
    #expect(ids(observation) == [id])
    #expect(observation.outputs["blocking"]?.list?.count == 1)
  }

  @Test(
    arguments: [
      (["database": ["recovery_model_desc": "SIMPLE"]], "DB-RECOVERY"),
      (["chain": ["last_log_backup_lsn": .null]], "DB-BACKUP"),
      (["backups": ["type": "L"]], "DB-BACKUP"),
    ] as [([String: [String: Value]], String)]
  )
  func `tells what an action mends`(
    _ changes: [String: [String: Value]],
    _ id: String
  ) throws {
    let outputs = try bench.observe(answer(changes)).outputs
    #expect(outputs["has_full_backup"] == false)
    #expect(outputs["mendable"]?.list?.count == 1)
    #expect(outputs["mendable"]?.list?.first?.string?.hasPrefix(id) == true)
    #expect(outputs["blocking"] == [])
  }

  @Test(
    arguments: [
      ("database", ["is_broker_enabled": 0], "DB-BROKER"),
      ("database", ["is_published": 1, "is_cdc_enabled": 1], "DB-FEATURES"),
      ("recovery_feature", ["is_accelerated_database_recovery_on": false], "DB-ADR"),
      ("version_store", ["pvs_filegroup_id": 2], "DB-ADR"),
      ("log_space", ["Log Space Used (%)": "81.25"], "DB-LOG"),
      ("filegroups", ["error_number": 916, "error_message": "not able to access"], "SS-READ"),
    ] as [(String, [String: Value], String)]
  )
  func `warns of the rest`(_ part: String, _ change: [String: Value], _ id: String) throws {
    let observation = try bench.observe(answer([part: change]))
    #expect(ids(observation) == [id])
    #expect(observation.outputs["warnings"]?.list?.count == 1)
  }

  @Test func `knows that something backs up the log`() throws {
    let parts = ["backups": (ready["backups"] ?? []) + [["type": "L", "finished_at": "today"]]]
    let observation = try bench.observe(answer(replacing: parts))
    #expect(ids(observation) == ["DB-LOGJOB"])
    #expect(observation.outputs["log_backed_up_at"] == "today")
  }

  @Test func `does not mind the link's own group`() throws {
    #expect(try ids(bench.observe(answer(["groups": ["name": "ag_1"]]))) == [])
  }

  @Test func `does not ask an older version for what it lacks`() throws {
    let lacking: [[String: Value]] = [["error_number": 207, "error_message": "Invalid column"]]
    let parts = ["recovery_feature": lacking, "version_store": lacking]
    #expect(try ids(bench.observe(answer(replacing: parts))) == [])
  }

  @Test func `takes a person's word for a certificate`() throws {
    var bench = bench
    bench.arguments.values["encryptor_uploaded"] = true
    let observation = try bench.observe(answer(["encryption": ["encryption_state": 3]]))
    #expect(ids(observation) == [])
    #expect(observation.outputs["encrypted"] == true)
  }

  @Test func `lets the Business Critical tier have data in memory`() throws {
    var bench = bench
    bench.arguments.values["instance_tier"] = "BusinessCritical"
    #expect(try ids(bench.observe(answer(["filegroups": ["type": "FX"]]))) == [])
  }
}
