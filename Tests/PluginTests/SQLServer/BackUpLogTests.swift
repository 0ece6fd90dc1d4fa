import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Backing up the log` {
  let bench: Bench
  let flowing: [String: Value] = [
    "synchronization_state_desc": "SYNCHRONIZING", "synchronization_health_desc": "HEALTHY",
    "is_suspended": false, "suspend_reason_desc": .null,
  ]

  init() throws {
    bench = try Bench(
      "sqlserver.backup_log",
      ["database": "Sales", "link": "DAG_Sales", "after": "2026-11-21 04:30:00"]
    )
  }

  private func backup(_ date: String) -> Answer { .rows(["backup_finish_date": .string(date)]) }

  @Test func `asks whether the log flows, and for the last log backup`() throws {
    let texts = try bench.probe()
    #expect(texts.count == 2)
    #expect(texts[0].contains("sys.dm_hadr_database_replica_states"))
    #expect(
      texts[1] == """
        SELECT TOP (1) backup_finish_date
        FROM msdb.dbo.backupset
        WHERE database_name = @database AND type = 'L' AND is_copy_only = 0
        ORDER BY backup_finish_date DESC
        -- @database = N'Sales'
        """
    )
  }

  @Test(arguments: ["2026-11-21 04:30:00.000", "2026-11-21T04:45:00"])
  func `is content with one since the seeding, whoever took it`(_ date: String) throws {
    let observation = try bench.observe(.rows(flowing), backup(date))
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["finished_at": .string(date)])
  }

  @Test func `does not count one from before its end`() throws {
    #expect(
      try bench.observe(.rows(flowing), backup("2026-11-21 04:29:59.000")).state == .absent
    )
    #expect(try bench.observe(.rows(flowing), .noRows).state == .absent)
  }

  @Test(
    arguments: [
      ["synchronization_state_desc": "NOT SYNCHRONIZING"],
      ["synchronization_state_desc": "INITIALIZING"],
      ["synchronization_health_desc": "NOT_HEALTHY"],
    ] as [[String: Value]]
  )
  func `is refused while seeding may still run`(_ changes: [String: Value]) throws {
    let failure = try bench.failure {
      _ = try $0.observe(.rows(flowing.merging(changes) { $1 }), .noRows)
    }
    #expect(failure.kind == .transient)
    #expect(failure.detail.contains("could end its seeding"))
  }

  @Test func `is refused where no secondary is known`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows, .noRows) }.kind == .transient)
  }

  @Test func `needs to know when seeding was over`() throws {
    let bench = try Bench(
      "sqlserver.backup_log",
      ["database": "Sales", "link": "DAG_Sales", "after": ""]
    )
    #expect(
      try bench.failure { _ = try $0.observe(.rows(flowing), .noRows) }.kind == .permanent
    )
  }

  @Test func `appends to a file of its own`() throws {
    #expect(
      try bench.writes() == [
        """
        BACKUP LOG [Sales]
        TO DISK = N'Sales_linkflow_log.trn'
        WITH NOFORMAT, NOINIT, SKIP, COMPRESSION
        """
      ]
    )
  }
}
