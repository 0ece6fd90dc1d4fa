import LabEstate
import LabTSQL
import Testing

@Suite struct `A link` {
  let clock = ManualEstateClock()
  let estate: Estate
  let chain = TSQLLinkChain()

  init() throws {
    estate = try Estate.temporary(clock: clock.clock)
  }

  @Test func `made by the documented statements ends with the rows on the instance`() async throws {
    let sql = try TSQLConversation(estate)
    #expect(try await chain.trust(sql, estate) == [])
    #expect(await chain.groups(sql) == [])
    guard
      case .accepted(_, let operation) = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    else {
      Issue.record("the link was there already")
      return
    }

    clock.advance(by: .seconds(20))
    #expect(await connectedState(sql) == .text("CONNECTED"))
    #expect(try estate.operation(operation.id)?.status == .inProgress)
    clock.advance(by: .seconds(20))
    let seeding = await sql.ask(Self.seedingQuery)
    #expect(seeding.errors == [])
    #expect(seeding.rows.first?[0] == .text("Sales"))
    #expect(seeding.rows.first?[1] == .text("SEEDING"))
    let world = try estate.world()
    let link = try #require(world.server(named: "mi1")?.instance?.link(named: "DAG_Sales"))
    #expect(world.statuses(of: link).first?.replicaState == "CreatingLink")
    let percent = await sql.ask(
      """
      SELECT percent_complete FROM sys.dm_exec_requests
      WHERE command = N'VDI_CLIENT_WORKER' AND database_id = DB_ID(N'Sales')
      """
    )
    #expect(percent.rows.count == 1)

    clock.advance(by: .seconds(60))
    #expect(try estate.operation(operation.id)?.status == .succeeded)
    #expect(
      await sql.ask(Self.healthQuery).rows == [[.text("SYNCHRONIZING"), .text("HEALTHY")]]
    )
    try await rowsAreEqual("SELECT COUNT(*), SUM(Total), MAX(IssuedAt) FROM dbo.Invoice", sql)
    let instance = try TSQLConversation(estate, server: "mi1", database: "Sales")
    #expect(await instance.errors(of: "DELETE FROM dbo.Invoice") == [3906])
  }

  @Test func `carries later writes over after its lag`() async throws {
    let sql = try await linked()
    #expect(
      await sql.errors(
        of: "USE Sales",
        "INSERT INTO dbo.Customer VALUES (9001, N'Späte Kundin', N'Ulm', 12.5, '20260101')"
      ) == []
    )
    clock.advance(by: .seconds(1))
    let instance = try TSQLConversation(estate, server: "mi1", database: "Sales")
    let name = await instance.ask("SELECT Name FROM Customer WHERE CustomerID = 9001").value
    #expect(name == .text("Späte Kundin"))
  }

  @Test func `breaks when its log is backed up during seeding without flag 12381`() async throws {
    let sql = try TSQLConversation(estate)
    _ = try await chain.trust(sql, estate)
    _ = await chain.groups(sql)
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(30))
    #expect(await sql.errors(of: "BACKUP LOG Sales TO DISK = N'log.trn'") == [])
    let world = try estate.world()
    let link = try #require(world.server(named: "mi1")?.instance?.link(named: "DAG_Sales"))
    #expect(world.statuses(of: link).first?.replicaState == "LinkCreationError")
    #expect(try estate.operation(link.operation)?.status == .failed)
    let failure = await sql.ask("SELECT error_code FROM sys.dm_hadr_automatic_seeding")
    #expect(failure.value == .int(1412))
  }

  @Test func `outlives a log backup under flag 12381`() async throws {
    let sql = try TSQLConversation(estate)
    _ = try await chain.trust(sql, estate)
    _ = await chain.groups(sql)
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(30))
    #expect(
      await sql.errors(
        of: "DBCC TRACEON (12381, -1)",
        "BACKUP LOG Sales TO DISK = N'log.trn'",
        "DBCC TRACEOFF (12381, -1)"
      ) == []
    )
    clock.advance(by: .seconds(120))
    #expect(try estate.worldSummary().servers.last?.links.first?.phase == "synchronizing")
  }

  @Test func `leaves a writable copy when it is deleted`() async throws {
    let sql = try await linked()
    let operation = try #require(try estate.deleteLink("DAG_Sales", on: "mi1"))
    clock.advance(by: .seconds(30))
    #expect(try estate.operation(operation.id)?.status == .succeeded)
    #expect(try estate.deleteLink("DAG_Sales", on: "mi1") == nil)
    let instance = try TSQLConversation(estate, server: "mi1", database: "Sales")
    #expect(await instance.errors(of: "DELETE FROM Customer WHERE CustomerID = 1") == [])
    #expect(await connectedState(sql) == .text("DISCONNECTED"))
    #expect(
      await sql.errors(
        of: "DROP AVAILABILITY GROUP [DAG_Sales]",
        "DROP AVAILABILITY GROUP [AG_Sales]",
        "DROP AVAILABILITY GROUP [AG_Sales]"
      ) == [15151]
    )
  }

  @Test func `is synchronized only when both sides are in synchronous mode`() async throws {
    let sql = try await linked()
    #expect(
      await sql.errors(
        of: """
          ALTER AVAILABILITY GROUP [DAG_Sales] MODIFY AVAILABILITY GROUP ON
            N'AG_Sales' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT),
            N'AG_Sales_MI' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)
          """
      ) == []
    )
    #expect(await sql.ask(Self.healthQuery).value == .text("SYNCHRONIZING"))
    _ = try estate.patchLink("DAG_Sales", replicationMode: "Sync", on: "mi1")
    #expect(await sql.ask(Self.healthQuery).value == .text("SYNCHRONIZED"))
  }

  private func linked() async throws -> TSQLConversation {
    let sql = try TSQLConversation(estate)
    #expect(try await chain.trust(sql, estate) == [])
    #expect(await chain.groups(sql) == [])
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(180))
    return sql
  }

  private func rowsAreEqual(_ query: String, _ sql: TSQLConversation) async throws {
    _ = await sql.ask("USE Sales")
    let instance = try TSQLConversation(estate, server: "mi1", database: "Sales")
    let there = await instance.ask(query)
    #expect(there.errors == [])
    #expect(await sql.ask(query).rows == there.rows)
  }

  private func connectedState(_ sql: TSQLConversation) async -> TSQLValue? {
    await sql.ask(
      """
      SELECT rs.connected_state_desc
      FROM sys.dm_hadr_availability_replica_states rs
      JOIN sys.availability_replicas r ON rs.replica_id = r.replica_id
      WHERE rs.is_local = 0
      """
    )
    .value
  }

  private static let seedingQuery = """
    SELECT p.local_database_name, a.current_state, a.is_source, p.database_size_bytes,
           p.transferred_size_bytes, p.transfer_rate_bytes_per_second,
           p.estimate_time_complete_utc, p.failure_code
    FROM sys.dm_hadr_physical_seeding_stats p
    JOIN sys.dm_hadr_automatic_seeding a ON p.local_physical_seeding_id = a.operation_id;
    """

  private static let healthQuery = """
    SELECT drs.synchronization_state_desc, drs.synchronization_health_desc
    FROM sys.dm_hadr_database_replica_states drs
    JOIN sys.availability_groups ag ON drs.group_id = ag.group_id
    WHERE ag.is_distributed = 1 AND ag.name = N'DAG_Sales' AND drs.is_local = 0
      AND drs.database_id = DB_ID(N'Sales')
    """
}
