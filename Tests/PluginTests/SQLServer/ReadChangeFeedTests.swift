import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a change feed` {
  private let name = "https://ledgerlanding.blob.core.windows.net/landing"

  private func observe(
    since: Value = "2026-11-21 09:00:00",
    enabled: Value = 1,
    modified: String = "2026-11-21T09:30:00.123",
    errors: [[String: Value]] = []
  ) throws -> Observation {
    let bench = try Bench("sqlserver.read_change_feed", ["database": "Ledger", "since": since])
    return try bench.observe(
      .rows([
        "is_enabled": enabled, "log_reuse_wait_desc": "NOTHING",
        "server_time": "2026-11-21 09:35:00.5000000",
      ]),
      .rows(
        ["table_name": "Account", "destination_credential": .string(name)],
        ["table_name": "Entry", "destination_credential": .string(name)]
      ),
      .rows(
        ["name": "other", "modify_date": "2026-12-01 00:00:00"],
        ["name": .string(name), "modify_date": .string(modified)]
      ),
      .sql(resultSets: [errors])
    )
  }

  private let old: [String: Value] = [
    "entry_time": "2026-11-21 09:29:00.000", "error_number": 22736, "error_message": "403",
  ]
  private let new: [String: Value] = [
    "entry_time": "2026-11-21T09:31:00", "error_number": 22731, "error_message": "403 again",
  ]

  @Test func `asks the database itself`() throws {
    let bench = try Bench("sqlserver.read_change_feed", ["database": "Ledger"])
    let calls = try bench.probeCalls()
    let databases = calls.map { call in
      if case .sql(let sql) = call.request { sql.database } else { "" }
    }
    #expect(databases == ["master", "Ledger", "Ledger", "Ledger"])
    #expect(calls[1].text == "EXEC sys.sp_help_change_feed")
  }

  @Test func `counts the errors after the credential's last change`() throws {
    let quiet = try observe(errors: [old])
    #expect(quiet.outputs["errors_since_change"] == 0)
    #expect(quiet.outputs["changed_since"] == true)
    #expect(quiet.outputs["changed_at"] == "2026-11-21 09:30:00")
    #expect(quiet.outputs["credential"] == .string(name))
    #expect(quiet.outputs["tables"] == 2)
    #expect(quiet.outputs["server_time"] == "2026-11-21 09:35:00")
    let loud = try observe(errors: [new, old])
    #expect(loud.outputs["errors_since_change"] == 1)
    #expect(loud.outputs["last_error"] == "Msg 22731: 403 again")
  }

  @Test func `says whether the credential was changed since a moment of the server's clock`() throws
  {
    #expect(try observe(since: "2026-11-21 09:30:00").outputs["changed_since"] == true)
    #expect(try observe(since: "2026-11-21 09:30:01").outputs["changed_since"] == false)
    #expect(try observe(since: nil).outputs["changed_since"] == true)
  }

  @Test func `fails where there is no change feed, or no moment`() throws {
    #expect(throws: StepFailure.self) { try observe(enabled: 0) }
    #expect(throws: StepFailure.self) { try observe(since: "yesterday") }
  }
}
