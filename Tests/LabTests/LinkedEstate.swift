import LabEstate
import LabTSQL
import Testing

@testable import LabAzure

/// An estate whose Sales is linked, with a session at each side and a client at the REST door.
struct LinkedEstate {
  let door: AzureTestDoor
  let server: TSQLConversation
  let instance: TSQLConversation

  var estate: Estate { door.estate }
  var link: String { "\(door.instance)/distributedAvailabilityGroups/DAG_Sales" }

  init(
    _ description: EstateDescription = .standard,
    failoverMode: String = "Manual"
  ) async throws {
    door = try await AzureTestDoor.signedIn(description)
    let chain = TSQLLinkChain()
    server = try TSQLConversation(door.estate)
    #expect(try await chain.trust(server, door.estate) == [])
    #expect(await chain.groups(server) == [])
    var request = chain.request
    request.failoverMode = failoverMode
    _ = try door.estate.putLink("DAG_Sales", request, on: "mi1")
    door.clock.advance(by: .seconds(180))
    _ = await server.ask("USE Sales")
    instance = try TSQLConversation(door.estate, server: "mi1", database: "Sales")
  }

  func wait(_ duration: Duration) { door.clock.advance(by: duration) }

  /// Inserts customers by their ids.
  func insert(_ ids: Int..., at side: TSQLConversation? = nil) async -> [Int32] {
    let rows = ids.map { "(\($0), N'Kunde \($0)', N'Ulm', 1, '20260101')" }
    return await (side ?? server)
      .errors(of: "INSERT INTO dbo.Customer VALUES \(rows.joined(separator: ", "))")
  }

  /// The ids beyond those of the sample rows.
  func customers(at side: TSQLConversation) async -> [Int64] {
    await side.ask("SELECT CustomerID FROM dbo.Customer WHERE CustomerID > 1000 ORDER BY 1")
      .rows.compactMap { if case .int(let id)? = $0.first { id } else { nil } }
  }

  /// The role of the distributed group as a server sees its own.
  func role(at side: TSQLConversation) async -> TSQLValue? {
    await side.ask(
      """
      SELECT rs.role_desc FROM sys.availability_groups ag
      JOIN sys.dm_hadr_availability_replica_states rs ON ag.group_id = rs.group_id
      WHERE rs.is_local = 1 AND ag.is_distributed = 1 AND ag.name = N'DAG_Sales'
      """
    )
    .value
  }

  /// Orders a planned failover and lets its time pass.
  func failOver(at side: TSQLConversation) async -> [Int32] {
    async let errors = side.errors(of: "ALTER AVAILABILITY GROUP [DAG_Sales] FAILOVER")
    while (try? !isChangingRoles) ?? false { await Task.yield() }
    wait(.seconds(6))
    return await errors
  }

  /// True from the order on; also when there will be none, because it was refused.
  private var isChangingRoles: Bool {
    get throws {
      let link = try estate.world().server(named: "mi1")?.instance?.link(named: "DAG_Sales")
      return link?.roleChange != nil
    }
  }

  /// Synchronous mode on both sides.
  func synchronize() async throws {
    #expect(
      await server.errors(
        of: """
          ALTER AVAILABILITY GROUP [DAG_Sales] MODIFY AVAILABILITY GROUP ON
            N'AG_Sales' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT),
            N'AG_Sales_MI' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)
          """
      ) == []
    )
    let body = #"{"properties":{"replicationMode":"Sync"}}"#
    #expect(try await door.send("PATCH", link, body: body).status == 200)
  }

  /// The local row of the distributed group in `sys.dm_hadr_database_replica_states`.
  func states(at side: TSQLConversation, isLocal: Bool = true) async -> [TSQLValue] {
    await side.ask(
      """
      SELECT drs.synchronization_state_desc, drs.last_hardened_lsn, drs.end_of_log_lsn,
             drs.last_commit_lsn, drs.log_send_queue_size
      FROM sys.dm_hadr_database_replica_states drs
      JOIN sys.availability_groups ag ON drs.group_id = ag.group_id
      WHERE ag.is_distributed = 1 AND ag.name = N'DAG_Sales' AND drs.is_local = \(isLocal ? 1 : 0)
        AND drs.database_id = DB_ID(N'Sales')
      """
    )
    .rows.first ?? []
  }
}
