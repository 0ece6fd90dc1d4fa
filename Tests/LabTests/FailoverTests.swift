import LabEstate
import LabTSQL
import Testing

@testable import LabAzure

@Suite struct `A failover` {
  @Test func `planned exchanges the roles and loses no row`() async throws {
    let lab = try await LinkedEstate()
    #expect(await lab.insert(9001) == [])
    try await lab.synchronize()
    lab.wait(.seconds(2))
    #expect(await lab.insert(9002) == [])

    #expect(await lab.failOver(at: lab.server) == [])

    #expect(await lab.role(at: lab.server) == .text("SECONDARY"))
    #expect(await lab.role(at: lab.instance) == .text("PRIMARY"))
    #expect(await lab.customers(at: lab.instance) == [9001, 9002])
    #expect(await lab.insert(9003) == [3906])
    #expect(await lab.insert(9003, at: lab.instance) == [])
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.server) == [9001, 9002, 9003])
    let summary = try lab.estate.worldSummary()
    #expect(summary.lostRows == [])
    #expect(summary.servers.last?.links.first?.replicationMode == "Async")
    #expect(
      try await lab.door.send("GET", lab.link).value("properties", "instanceLinkRole") == "Primary"
    )
    let modes = await lab.server.ask(
      "SELECT DISTINCT availability_mode FROM sys.availability_replicas r JOIN sys.availability_groups g ON g.group_id = r.group_id WHERE is_distributed = 1"
    )
    #expect(modes.rows == [[.int(0)]])
  }

  @Test func `planned goes back the same way, also by ARM`() async throws {
    let lab = try await LinkedEstate()
    #expect(await lab.failOver(at: lab.server) == [])
    #expect(await lab.insert(9001, at: lab.instance) == [])
    let order = try await lab.door.send(
      "POST",
      "\(lab.link)/failover",
      body: #"{"failoverType":"Planned"}"#
    )
    #expect(order.status == 202)
    #expect(
      try await lab.door.send("GET", lab.link).databaseValue("replicaState")
        == "LinkFailoverInProgress"
    )
    #expect(await lab.insert(9002, at: lab.instance) == [3906])
    lab.wait(.seconds(6))
    let result = try await lab.door.follow(order, "Location")
    #expect(result.status == 200)
    #expect(try result.value("properties", "instanceLinkRole") == "Secondary")
    #expect(await lab.role(at: lab.server) == .text("PRIMARY"))
    #expect(await lab.customers(at: lab.server) == [9001])
    #expect(await lab.insert(9003) == [])
  }

  @Test func `planned is refused wherever its conditions do not hold`() async throws {
    let lab = try await LinkedEstate()
    let order = "ALTER AVAILABILITY GROUP [DAG_Sales] FAILOVER"
    #expect(await lab.instance.errors(of: order) == [50000])
    #expect(
      await lab.server.errors(
        of: "ALTER AVAILABILITY GROUP [AG_Sales] FAILOVER",
        "ALTER AVAILABILITY GROUP [nobody] FAILOVER",
        "BEGIN TRANSACTION; \(order)"
      ) == [50000, 15151, 574]
    )
    _ = await lab.server.ask("ROLLBACK TRANSACTION")
    try lab.estate.add(Fault(.lagReplication, match: "Sales"))
    _ = await lab.insert(9001)
    #expect(await lab.server.errors(of: order) == [50000])
    #expect(await lab.role(at: lab.server) == .text("PRIMARY"))
    #expect(await lab.insert(9002) == [])
    var description = EstateDescription.standard
    description.servers[0].productVersion = "16.0.4115.5"
    let old = try await LinkedEstate(description)
    #expect(await old.server.errors(of: order) == [50000])
    let oneWay = try await LinkedEstate(failoverMode: "None")
    #expect(await oneWay.server.errors(of: order) == [50000])
  }

  @Test func `forced loses exactly the rows that had not arrived`() async throws {
    let lab = try await LinkedEstate()
    #expect(await lab.insert(9001) == [])
    lab.wait(.seconds(1))
    try lab.estate.add(Fault(.lagReplication, match: "Sales"))
    #expect(await lab.insert(9002, 9003) == [])
    #expect(
      await lab.server.errors(
        of: "UPDATE dbo.Customer SET City = N'Bonn' WHERE CustomerID = 9001",
        "DELETE FROM dbo.Customer WHERE CustomerID = 240"
      ) == []
    )
    lab.wait(.seconds(60))
    #expect(await lab.customers(at: lab.instance) == [9001])

    #expect(
      await lab.instance.errors(
        of: "ALTER AVAILABILITY GROUP [DAG_Sales] FORCE_FAILOVER_ALLOW_DATA_LOSS"
      ) == []
    )

    #expect(
      try lab.estate.worldSummary().lostRows
        == ["Sales dbo.Customer 9002, 9003, 9001 (updated), 240 (deleted)"]
    )
    #expect(await lab.customers(at: lab.instance) == [9001])
    #expect(await lab.role(at: lab.server) == .text("PRIMARY"))
    #expect(await lab.role(at: lab.instance) == .text("PRIMARY"))
    #expect(await lab.insert(9004, at: lab.instance) == [])
    #expect(await lab.insert(9005) == [])
    #expect(await lab.states(at: lab.server).first == .text("NOT SYNCHRONIZING"))
  }

  @Test func `forced is repaired by giving the old primary up`() async throws {
    let lab = try await LinkedEstate()
    try lab.estate.add(Fault(.lagReplication))
    #expect(await lab.insert(9001) == [])
    let forced = try await lab.door.send(
      "POST",
      "\(lab.link)/failover",
      body: #"{"failoverType":"ForcedAllowDataLoss"}"#
    )
    #expect(forced.status == 202)
    lab.wait(.seconds(6))
    #expect(
      try await lab.door.follow(forced, "Azure-AsyncOperation").value("status") == "Succeeded"
    )
    try lab.estate.removeAllFaults()
    #expect(await lab.insert(9002) == [])
    #expect(await lab.insert(9003, at: lab.instance) == [])
    #expect(
      await lab.server.errors(of: "ALTER AVAILABILITY GROUP [DAG_Sales] SET (ROLE = SECONDARY)")
        == []
    )
    #expect(await lab.insert(9004) == [3906])
    lab.wait(.seconds(10))
    #expect(await lab.customers(at: lab.server) == [9001, 9002])
    let suspended = await lab.server.ask(
      "SELECT DISTINCT is_suspended, suspend_reason_desc FROM sys.dm_hadr_database_replica_states"
    )
    #expect(suspended.rows == [[.bit(true), .text("SUSPEND_FROM_PARTNER")]])
    #expect(await lab.server.errors(of: "ALTER DATABASE Sales SET HADR RESUME") == [])
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.server) == [9003])
    #expect(try lab.estate.worldSummary().lostRows == ["Sales dbo.Customer 9001, 9002"])
    #expect(await lab.failOver(at: lab.instance) == [])
    #expect(await lab.role(at: lab.server) == .text("PRIMARY"))
  }

  @Test func `by parts has no primary in between and loses nothing`() async throws {
    let lab = try await LinkedEstate()
    try await lab.synchronize()
    #expect(await lab.insert(9001) == [])
    let demote = "ALTER AVAILABILITY GROUP [DAG_Sales] SET (ROLE = SECONDARY)"
    #expect(await lab.server.errors(of: demote, demote) == [])
    #expect(await lab.insert(9002) == [3906])
    #expect(await lab.insert(9002, at: lab.instance) == [3906])
    lab.wait(.seconds(1))
    let planned = #"{"instanceRole":"Primary","roleChangeType":"Planned"}"#
    let refused = try await lab.door.send("POST", "\(lab.link)/setRole", body: planned)
    #expect(refused.status == 409)
    #expect(
      try refused.value("error", "code")
        == "DistributedAvailabilityGroupSetRolePrimaryPlannedNotSupported"
    )
    let forced = #"{"instanceRole":"Primary","roleChangeType":"Forced"}"#
    #expect(try await lab.door.send("POST", "\(lab.link)/setRole", body: forced).status == 202)
    let second = try await lab.door.send("POST", "\(lab.link)/setRole", body: forced)
    #expect(
      try second.value("error", "code")
        == "DistributedAvailabilityGroupSetRoleChangeRoleAlreadyInProgress"
    )
    lab.wait(.seconds(6))
    let third = try await lab.door.send("POST", "\(lab.link)/setRole", body: forced)
    #expect(
      try third.value("error", "code")
        == "DistributedAvailabilityGroupSetRoleInstanceAlreadyInRequestedRole"
    )
    #expect(await lab.customers(at: lab.instance) == [9001])
    #expect(await lab.insert(9003, at: lab.instance) == [])
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.server) == [9001, 9003])
    #expect(try lab.estate.worldSummary().lostRows == [])
  }

  @Test func `that stopped half way is taken back by the old primary`() async throws {
    let lab = try await LinkedEstate()
    #expect(await lab.insert(9001) == [])
    #expect(
      await lab.server.errors(
        of: "ALTER AVAILABILITY GROUP [DAG_Sales] SET (ROLE = SECONDARY)",
        "ALTER AVAILABILITY GROUP [DAG_Sales] FORCE_FAILOVER_ALLOW_DATA_LOSS",
        "ALTER AVAILABILITY GROUP [DAG_Sales] FORCE_FAILOVER_ALLOW_DATA_LOSS"
      ) == [50000]
    )
    #expect(await lab.insert(9002) == [])
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.instance) == [9001, 9002])
    #expect(try lab.estate.worldSummary().lostRows == [])
  }

  @Test func `takes back what nobody has committed`() async throws {
    let lab = try await LinkedEstate()
    let open = try TSQLConversation(lab.estate, database: "Sales")
    #expect(
      await open.errors(
        of: "BEGIN TRANSACTION",
        "UPDATE dbo.Customer SET City = N'Bonn'",
        "INSERT INTO dbo.Customer VALUES (9001, N'x', N'Ulm', 1, '20260101')"
      ) == []
    )
    #expect(await lab.failOver(at: lab.server) == [])
    #expect(await open.errors(of: "COMMIT TRANSACTION") == [3906])
    #expect(await lab.customers(at: lab.instance) == [])
    let tables = { (summary: WorldSummary, server: Int) in
      summary.servers[server].databases.first { $0.name == "Sales" }?.tables
    }
    let summary = try lab.estate.worldSummary()
    #expect(tables(summary, 0) == tables(summary, 1))
    #expect(try !lab.estate.effects().contains { $0.kind == "update_rows" })
  }

  @Test func `survives the end of the lab's process`() async throws {
    let lab = try await LinkedEstate()
    try lab.estate.add(Fault(.lagReplication))
    #expect(await lab.insert(9001) == [])
    let clock = ManualEstateClock()
    let again = try Estate(directory: lab.estate.directory, clock: clock.clock)
    let instance = try TSQLConversation(again, server: "mi1", database: "Sales")
    #expect(
      await instance.errors(
        of: "ALTER AVAILABILITY GROUP [DAG_Sales] FORCE_FAILOVER_ALLOW_DATA_LOSS"
      ) == []
    )
    #expect(try again.worldSummary().lostRows == ["Sales dbo.Customer 9001"])
  }
}
