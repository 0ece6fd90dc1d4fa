import LabEstate
import LabTSQL
import Testing

@Suite struct `An estate that is not ready` {
  let clock = ManualEstateClock()
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    estate = try Estate.temporary(.unprepared, clock: clock.clock)
    sql = try TSQLConversation(estate)
  }

  @Test func `answers the server's checks with what is missing`() async {
    let hadr = "SELECT SERVERPROPERTY('IsHadrEnabled'), SERVERPROPERTY('HadrManagerStatus')"
    #expect(await sql.ask(hadr).rows == [[.int(0), .int(2)]])
    let flags = await sql.ask("DBCC TRACESTATUS (1800, 9567, -1) WITH NO_INFOMSGS")
    #expect(flags.rows.map { $0[1] } == [.int(0), .int(0)])
    #expect(await sql.ask(Self.startupQuery).value == .int(0))
    #expect(
      await sql.ask(
        "SELECT COUNT(*) FROM sys.dm_server_registry WHERE value_name LIKE N'SQLArg%'"
      )
      .value == .int(3)
    )
    let key = "SELECT COUNT(*) FROM master.sys.symmetric_keys WHERE symmetric_key_id = 101"
    #expect(await sql.ask(key).value == .int(0))
    #expect(await sql.ask(Self.agentQuery).value == .text("Stopped"))
    #expect(
      await sql.ask("SELECT host_platform FROM sys.dm_os_host_info").value == .text("Windows")
    )
    #expect(
      await sql.ask("SELECT name FROM msdb.dbo.sysjobs WHERE enabled = 1").value
        == .text("Hourly log backup")
    )
  }

  @Test func `answers the databases' checks`() async {
    let models = await sql.ask(
      "SELECT name, recovery_model FROM sys.databases WHERE database_id > 4 ORDER BY name"
    )
    #expect(models.rows.first { $0[0] == .text("Sales") }?[1] == .int(3))
    #expect(models.rows.first { $0[0] == .text("Orders") }?[1] == .int(1))
    func count(_ query: String) async -> TSQLValue? { await sql.ask(query).value }
    #expect(
      await count(
        "SELECT COUNT(*) FROM sys.master_files WHERE database_id = DB_ID(N'Archive') AND type = 1"
      ) == .int(2)
    )
    #expect(
      await count("SELECT COUNT(*) FROM [Media].sys.filegroups WHERE type IN ('FD','FX')")
        == .int(1)
    )
    #expect(
      await count(
        """
        SELECT dek.encryption_state FROM sys.dm_database_encryption_keys dek
        LEFT JOIN master.sys.certificates c ON c.thumbprint = dek.encryptor_thumbprint
        WHERE dek.database_id = DB_ID(N'Vault')
        """
      ) == .int(3)
    )
    #expect(
      await count("SELECT is_encrypted FROM sys.databases WHERE name = N'Vault'") == .bit(true)
    )
    #expect(
      await count(
        "SELECT mirroring_guid FROM sys.database_mirroring WHERE database_id = DB_ID(N'Sales')"
      ) == .null
    )
    #expect(
      await count("SELECT COUNT(*) FROM [Media].sys.tables WHERE is_filetable = 1") == .int(0)
    )
    let group = """
      CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = NONE) FOR DATABASE Orders
      REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'TCP://10.0.0.4:5022',
        AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL)
      """
    #expect(await sql.errors(of: group) == [35221])
  }

  @Test func `becomes ready by a person's work and a restart`() async throws {
    #expect(await sql.errors(of: "DBCC TRACEON (12381, -1)") == [])
    let started = await sql.ask("SELECT sqlserver_start_time FROM sys.dm_os_sys_info").value
    let work = ServerChange(
      isAlwaysOnEnabled: true,
      startupFlags: [1800, 9567],
      isAgentRunning: true
    )
    #expect(try estate.apply(work, to: "SQL1"))
    #expect(try estate.apply(work, to: "SQL1"))
    #expect(try !estate.apply(work, to: "SQL2"))
    #expect(await sql.ask(Self.startupQuery).value == .int(2))
    #expect(await sql.ask("SELECT SERVERPROPERTY('IsHadrEnabled')").value == .int(0))
    clock.advance(by: .seconds(60))
    #expect(try estate.apply(ServerChange(restarts: true), to: "SQL1"))
    #expect(await sql.ask("SELECT 1").isLost)

    let again = try TSQLConversation(estate)
    #expect(await again.ask("SELECT SERVERPROPERTY('IsHadrEnabled')").value == .int(1))
    let flags = await again.ask("DBCC TRACESTATUS (-1) WITH NO_INFOMSGS")
    #expect(flags.rows.map { $0[0] } == [.int(1800), .int(9567)])
    #expect(await again.ask(Self.agentQuery).value == .text("Running"))
    #expect(
      await again.ask("SELECT sqlserver_start_time FROM sys.dm_os_sys_info").value != started
    )
    #expect(
      try estate.effects().map(\.kind) == [
        "trace_on", "enable_always_on", "add_startup_flag", "add_startup_flag", "start_agent",
        "restart_server",
      ]
    )
  }

  @Test func `loses locks and open transactions with a restart`() async throws {
    let lock = """
      EXEC sp_getapplock @Resource = N'x', @LockMode = 'Exclusive', @LockOwner = 'Session',
        @LockTimeout = 0
      """
    let server = try TSQLInstance(estate: estate, server: "SQL1")
    let sql = try TSQLConversation(server)
    #expect(await sql.ask(lock).status == 0)
    #expect(
      await sql.errors(of: "USE Orders", "BEGIN TRANSACTION", "DELETE FROM dbo.OrderLine") == []
    )
    clock.advance(by: .seconds(1))
    #expect(try estate.apply(ServerChange(restarts: true), to: "SQL1"))
    let again = try TSQLConversation(server)
    #expect(await again.ask(lock).status == 0)
    #expect(await again.ask("SELECT COUNT(*) FROM Orders.dbo.OrderLine").value == .int(500))
    #expect(await sql.ask("COMMIT TRANSACTION").isLost)
    await sql.session.close()
    #expect(await again.ask("SELECT COUNT(*) FROM Orders.dbo.OrderLine").value == .int(500))
  }

  @Test(arguments: [
    ("Archive", "ManagedInstanceLinkSourceDbHasMultipleLogFiles"),
    ("Media", "ManagedInstanceLinkSourceDbHasFilestream"),
    ("Vault", "ManagedInstanceLinkTdeCertificateMissing"),
  ])
  func `has databases that no link takes`(_ name: String, _ code: String) async throws {
    let work = ServerChange(isAlwaysOnEnabled: true, restarts: true)
    #expect(try estate.apply(work, to: "SQL1"))
    let sql = try TSQLConversation(estate)
    let chain = TSQLLinkChain(database: name)
    #expect(try await chain.trust(sql, estate) == [])
    #expect(await chain.groups(sql) == [])
    _ = try estate.putLink("DAG_\(name)", chain.request, on: "mi1")
    clock.advance(by: .seconds(60))
    let link = try #require(try estate.world().server(named: "mi1")?.instance?.links.first)
    #expect(link.mostRecentError?.code == code)
  }

  @Test func `begins a seeding anew when it is restarted`() async throws {
    let estate = try Estate.temporary(clock: clock.clock)
    let sql = try TSQLConversation(estate)
    let chain = TSQLLinkChain()
    #expect(try await chain.trust(sql, estate) == [])
    #expect(await chain.groups(sql) == [])
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(40))
    #expect(try estate.apply(ServerChange(restarts: true), to: "SQL1"))
    clock.advance(by: .seconds(30))
    let again = try TSQLConversation(estate)
    let seeding = "SELECT current_state, number_of_attempts FROM sys.dm_hadr_automatic_seeding"
    #expect(await again.ask(seeding).rows == [[.text("SEEDING"), .int(2)]])
    clock.advance(by: .seconds(60))
    #expect(try estate.worldSummary().servers.last?.links.first?.phase == "synchronizing")
  }

  @Test func `has its databases' options set`() async {
    #expect(
      await sql.errors(
        of: "ALTER DATABASE Sales SET READ_ONLY WITH ROLLBACK IMMEDIATE",
        "DELETE FROM Sales.dbo.Invoice",
        "ALTER DATABASE Sales SET READ_WRITE",
        "ALTER DATABASE Sales SET AUTO_CLOSE ON",
        "ALTER DATABASE Sales SET SINGLE_USER WITH ROLLBACK IMMEDIATE",
        "ALTER DATABASE Sales SET ACCELERATED_DATABASE_RECOVERY = OFF",
        "ALTER DATABASE Sales SET DISABLE_BROKER",
        "ALTER DATABASE Orders SET OFFLINE",
        "SELECT 1 FROM Orders.dbo.OrderLine",
        "ALTER DATABASE Sales SET PAGE_VERIFY CHECKSUM",
        "ALTER MASTER KEY DROP ENCRYPTION BY SERVICE MASTER KEY"
      ) == [3906, 942, 102, 15581]
    )
    let row = await sql.ask(
      """
      SELECT is_read_only, is_auto_close_on, user_access, is_accelerated_database_recovery_on,
             is_broker_enabled
      FROM sys.databases WHERE name = N'Sales'
      """
    )
    #expect(row.rows == [[.bit(false), .bit(true), .int(1), .bit(false), .bit(false)]])
  }

  private static let startupQuery = """
    SELECT COUNT(*) FROM sys.dm_server_registry
    WHERE value_name LIKE N'SQLArg%' AND CAST(value_data AS nvarchar(256)) LIKE N'-T%'
    """

  private static let agentQuery = """
    SELECT status_desc FROM sys.dm_server_services WHERE servicename LIKE N'SQL Server Agent%'
    """
}
