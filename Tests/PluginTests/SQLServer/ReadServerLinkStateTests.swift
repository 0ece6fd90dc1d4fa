import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading a link's state from the server` {
  let bench: Bench
  let disconnected: [String: Value] = [
    "name": "DAG_Sales", "connected_state_desc": "DISCONNECTED",
    "synchronization_health_desc": "NOT_HEALTHY", "last_connect_error_number": 10061,
    "last_connect_error_description": "refused", "server_time": "2026-11-21 05:00:00.1234567",
  ]
  let connected: [String: Value] = [
    "name": "DAG_Sales", "connected_state_desc": "CONNECTED",
    "synchronization_health_desc": "HEALTHY", "last_connect_error_number": .null,
    "last_connect_error_description": .null, "server_time": "2026-11-21 05:00:00.1234567",
  ]
  let flowing: [String: Value] = [
    "synchronization_state_desc": "SYNCHRONIZING", "synchronization_health_desc": "HEALTHY",
    "is_suspended": false, "suspend_reason_desc": .null,
  ]
  let starting: [String: Value] = [
    "synchronization_state_desc": "NOT SYNCHRONIZING",
    "synchronization_health_desc": "NOT_HEALTHY", "is_suspended": 0, "suspend_reason_desc": .null,
  ]

  init() throws {
    bench = try Bench("sqlserver.read_link_state", ["link": "DAG_Sales", "database": "Sales"])
  }

  @Test func `asks four views`() throws {
    let texts = try bench.probe()
    #expect(texts.count == 4)
    #expect(
      texts[0] == """
        SELECT ag.name, rs.connected_state_desc, rs.synchronization_health_desc,
          rs.last_connect_error_number, rs.last_connect_error_description,
          SYSDATETIME() AS server_time
        FROM sys.availability_groups AS ag
        LEFT JOIN sys.dm_hadr_availability_replica_states AS rs
          ON rs.group_id = ag.group_id AND rs.is_local = 0
        WHERE ag.is_distributed = 1 AND ag.name = @link
        -- @link = N'DAG_Sales'
        """
    )
    #expect(
      texts[1] == """
        SELECT drs.synchronization_state_desc, drs.synchronization_health_desc,
          drs.is_suspended, drs.suspend_reason_desc
        FROM sys.dm_hadr_database_replica_states AS drs
        JOIN sys.availability_groups AS ag ON ag.group_id = drs.group_id
        JOIN sys.databases AS d ON d.database_id = drs.database_id
        WHERE ag.is_distributed = 1 AND ag.name = @link AND d.name = @database
          AND drs.is_local = 0
        -- @link = N'DAG_Sales', @database = N'Sales'
        """
    )
    #expect(
      texts[2] == """
        SELECT p.database_size_bytes, p.transferred_size_bytes, p.failure_code,
          p.failure_message
        FROM sys.dm_hadr_physical_seeding_stats AS p
        JOIN sys.dm_hadr_automatic_seeding AS s ON s.operation_id = p.local_physical_seeding_id
        JOIN sys.availability_groups AS ag ON ag.group_id = s.ag_id
        WHERE ag.name = @link AND p.local_database_name = @database
        -- @link = N'DAG_Sales', @database = N'Sales'
        """
    )
    #expect(
      texts[3] == """
        SELECT TOP (1) s.current_state, s.failure_state_desc, s.error_code,
          s.completion_time,
          DATEADD(minute, DATEDIFF(minute, SYSUTCDATETIME(), SYSDATETIME()),
            s.completion_time) AS completion_time_from_utc
        FROM sys.dm_hadr_automatic_seeding AS s
        JOIN sys.availability_groups AS ag ON ag.group_id = s.ag_id
        WHERE ag.name = @link
        ORDER BY s.start_time DESC
        -- @link = N'DAG_Sales'
        """
    )
  }

  @Test func `shows a link that waits for its instance`() throws {
    let outputs = try bench.observe(.rows(disconnected), .noRows, .noRows, .noRows).outputs
    #expect(outputs["connected"] == false)
    #expect(outputs["state"] == "NONE")
    #expect(outputs["health"] == "NOT_HEALTHY")
    #expect(outputs["seeding"] == "none")
    #expect(outputs["percent"] == 0)
    #expect(outputs["synchronized"] == false)
    #expect(outputs["error"] == "10061: refused")
    #expect(outputs["seeded_at"] == "")
  }

  @Test func `shows how much has been seeded`() throws {
    let outputs = try bench.observe(
      .rows(connected),
      .rows(starting),
      .rows([
        "database_size_bytes": 1_200_000_000, "transferred_size_bytes": 500_000_000,
        "failure_code": 0, "failure_message": .null,
      ]),
      .rows(["current_state": "SEEDING", "failure_state_desc": .null, "error_code": .null])
    ).outputs
    #expect(outputs["seeding"] == "running")
    #expect(outputs["percent"] == 41)
    #expect(outputs["synchronized"] == false)
    #expect(outputs["error"] == "")
  }

  @Test func `shows a seeding that failed, and why`() throws {
    let outputs = try bench.observe(
      .rows(connected),
      .rows(starting),
      .noRows,
      .rows([
        "current_state": "FAILED", "failure_state_desc": "Remote Backup", "error_code": 1412,
      ])
    ).outputs
    #expect(outputs["seeding"] == "failed")
    #expect(outputs["error"] == "Seeding failed with error 1412: Remote Backup")
  }

  @Test func `shows a link on which the log flows`() throws {
    let outputs = try bench.observe(
      .rows(connected),
      .rows(flowing),
      .noRows,
      .rows([
        "current_state": "COMPLETED", "completion_time": "2026-11-21 04:30:00.500",
        "completion_time_from_utc": "2026-11-21 04:30:00.500",
      ])
    ).outputs
    #expect(outputs["synchronized"] == true)
    #expect(outputs["seeding"] == "completed")
    #expect(outputs["percent"] == 100)
    #expect(outputs["seeded_at"] == "2026-11-21 04:30:00")
  }

  @Test(arguments: [
    // A server west of Greenwich: the later reading lies ahead, so the present moment counts.
    ("2026-11-21 12:30:00.000", "2026-11-21 04:30:00.000", "2026-11-21 05:00:00"),
    // East of it, long ago: the later reading.
    ("2026-11-20 12:30:00.000", "2026-11-20 13:30:00.000", "2026-11-20 13:30:00"),
  ])
  func `takes the end of seeding rather too late than too early`(
    _ asIs: String,
    _ fromUTC: String,
    _ expected: String
  ) throws {
    let outputs = try bench.observe(
      .rows(connected),
      .rows(flowing),
      .noRows,
      .rows([
        "current_state": "COMPLETED", "completion_time": .string(asIs),
        "completion_time_from_utc": .string(fromUTC),
      ])
    ).outputs
    #expect(outputs["seeded_at"] == .string(expected))
  }

  @Test func `does without the history, which a restart empties`() throws {
    let outputs = try bench.observe(.rows(connected), .rows(flowing), .noRows, .noRows).outputs
    #expect(outputs["seeding"] == "completed")
    #expect(outputs["seeded_at"] == "2026-11-21 05:00:00")
  }

  @Test func `tells of suspended data movement`() throws {
    let suspended = flowing.merging([
      "is_suspended": true, "suspend_reason_desc": "SUSPEND_FROM_USER",
      "synchronization_state_desc": "NOT SYNCHRONIZING",
    ]) { $1 }
    let outputs = try bench.observe(.rows(connected), .rows(suspended), .noRows, .noRows).outputs
    #expect(outputs["error"] == "Data movement is suspended: SUSPEND_FROM_USER")
    #expect(outputs["synchronized"] == false)
  }

  @Test func `fails when there is no such group`() throws {
    let failure = try bench.failure { _ = try $0.observe(.noRows, .noRows, .noRows, .noRows) }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains("DAG_Sales"))
  }
}
