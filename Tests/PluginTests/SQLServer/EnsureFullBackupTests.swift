import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Ensuring a full backup` {
  let bench: Bench
  let chain: Answer = .rows(["recovery_model_desc": "FULL", "last_log_backup_lsn": "36000000"])
  let backup: Answer = .rows(["backup_finish_date": "2026-11-20 22:00:00.000"])

  init() throws { bench = try Bench("sqlserver.ensure_full_backup", ["database": "Sales"]) }

  @Test func `reads the chain and the backups that begin one`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT d.recovery_model_desc, r.last_log_backup_lsn
        FROM sys.databases AS d
        LEFT JOIN sys.database_recovery_status AS r ON r.database_id = d.database_id
        WHERE d.name = @database
        -- @database = N'Sales'
        """,
        """
        SELECT TOP (1) backup_finish_date
        FROM msdb.dbo.backupset
        WHERE database_name = @database AND type = 'D' AND is_copy_only = 0
        ORDER BY backup_finish_date DESC
        -- @database = N'Sales'
        """,
      ]
    )
  }

  @Test func `is content with a backup that the chain begins with`() throws {
    let observation = try bench.observe(chain, backup)
    #expect(observation.state == .mine)
    #expect(observation.outputs["finished_at"] == "2026-11-20 22:00:00.000")
  }

  @Test func `takes one where there is none`() throws {
    #expect(try bench.observe(chain, .noRows).state == .absent)
  }

  @Test func `takes one where the last is older than the recovery model`() throws {
    let broken = Answer.rows(["recovery_model_desc": "FULL", "last_log_backup_lsn": .null])
    #expect(try bench.observe(broken, backup).state == .absent)
  }

  @Test func `fails in another recovery model, in which no chain begins`() throws {
    let simple = Answer.rows(["recovery_model_desc": "SIMPLE", "last_log_backup_lsn": .null])
    #expect(try bench.failure { _ = try $0.observe(simple, .noRows) }.kind == .permanent)
  }

  @Test func `fails when there is no such database`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows, .noRows) }.kind == .permanent)
  }

  @Test func `goes to the server's default directory, never copy-only`() throws {
    #expect(
      try bench.writes() == [
        """
        BACKUP DATABASE [Sales]
        TO DISK = N'Sales_linkflow_full.bak'
        WITH CHECKSUM
        """
      ]
    )
  }

  @Test(arguments: [
    ("D:\\Backup", "D:\\Backup\\O''Neil_db_linkflow_full.bak"),
    ("D:\\Backup\\", "D:\\Backup\\O''Neil_db_linkflow_full.bak"),
    ("/var/opt/mssql/data", "/var/opt/mssql/data/O''Neil_db_linkflow_full.bak"),
    ("/backup/", "/backup/O''Neil_db_linkflow_full.bak"),
  ])
  func `goes to a directory of either system, under a name that is a file's`(
    _ directory: String,
    _ path: String
  ) throws {
    let bench = try Bench(
      "sqlserver.ensure_full_backup",
      ["database": "O'Neil/db", "directory": .string(directory)]
    )
    #expect(
      try bench.writes() == [
        "BACKUP DATABASE [O'Neil/db]\nTO DISK = N'\(path)'\nWITH CHECKSUM"
      ]
    )
  }

  @Test func `may take a day`() throws {
    let call = try bench.writeCalls()[0]
    let expected = SQLCall(call.text, timeout: .seconds(86_400))
    #expect(call.request == .sql(expected))
  }
}
