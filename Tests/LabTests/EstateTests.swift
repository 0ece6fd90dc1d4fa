import LabEstate
import LabTSQL
import Testing

@Suite struct `An estate` {
  let clock = ManualEstateClock()

  @Test func `outlives the process that made it`() async throws {
    let chain = TSQLLinkChain()
    let first = try Estate.temporary(clock: clock.clock)
    let sql = try TSQLConversation(first)
    _ = try await chain.trust(sql, first)
    _ = await chain.groups(sql)
    _ = try first.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(30))
    try first.add(Fault(.dropBefore, door: .rest))
    let effects = try first.effects()
    let before = try first.world()

    let later = ManualEstateClock()
    let second = try Estate(directory: first.directory, clock: later.clock)
    #expect(try second.effects() == effects)
    #expect(try second.faults().count == 1)
    #expect(try second.world().servers == before.servers)
    #expect(try second.now() >= effects.last?.time ?? before.time)
    later.advance(by: .seconds(200))
    let again = try TSQLConversation(second, server: "mi1", database: "Sales")
    #expect(await again.ask("SELECT COUNT(*) FROM Invoice").value == .int(360))
  }

  @Test func `sees what another process changed`() async throws {
    let one = try Estate.temporary(clock: clock.clock)
    let two = try Estate(directory: one.directory, clock: clock.clock)
    let sql = try TSQLConversation(two)
    _ = await sql.ask("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'")
    #expect(try one.world().server(named: "SQL1")?.hasMasterKey == true)
  }

  @Test func `serves many sessions at once and loses no write`() async throws {
    let estate = try Estate.temporary(clock: clock.clock)
    await withThrowingTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          let sql = try TSQLConversation(estate, database: "Orders")
          for step in 0..<10 {
            let answer = await sql.ask(
              """
              INSERT OrderLine (LineID, OrderID, Product, Quantity, Price)
              VALUES (\(1000 + number * 10 + step), 1, N'Valve', 1, 2.50)
              """
            )
            #expect(answer.errors == [])
          }
        }
      }
    }
    let sql = try TSQLConversation(estate, database: "Orders")
    #expect(await sql.ask("SELECT COUNT(*) FROM OrderLine").value == .int(580))
    #expect(try estate.effects().count == 80)
  }

  @Test func `logs each effect once and reads never`() async throws {
    let estate = try Estate.temporary(clock: clock.clock)
    let sql = try TSQLConversation(estate)
    let chain = TSQLLinkChain()
    _ = try await chain.trust(sql, estate)
    _ = await chain.groups(sql)
    for _ in 0..<3 { _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1") }
    _ = try estate.putTrustCertificate(
      "Cert_SQL1_endpoint",
      publicBlob: try #require(
        try estate.world().server(named: "mi1")?.instance?.trustCertificates.first?.der.hex
      ),
      on: "mi1"
    )
    _ = await sql.ask("SELECT * FROM sys.databases; DBCC TRACEON (1800, -1)")
    let effects = try estate.effects()
    #expect(effects.map(\.sequence) == Array(1...Int64(effects.count)))
    #expect(
      effects.map(\.kind) == [
        "create_master_key", "create_certificate", "create_endpoint", "import_certificate",
        "import_certificate", "add_issuer", "put_trust_certificate", "backup_database",
        "create_availability_group", "create_distributed_group", "put_link",
      ]
    )
  }

  @Test func `has the same summary after the same statements`() async throws {
    func run(_ steps: [Duration]) async throws -> (WorldSummary, String) {
      let clock = ManualEstateClock()
      let estate = try Estate.temporary(clock: clock.clock)
      let sql = try TSQLConversation(estate)
      let chain = TSQLLinkChain()
      _ = try await chain.trust(sql, estate)
      _ = await chain.groups(sql)
      _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
      for step in steps {
        clock.advance(by: step)
        _ = try estate.world()
      }
      let summary = try estate.worldSummary()
      return (summary, try summary.json())
    }
    let whole = try await run([.seconds(500)])
    let often = try await run(Array(repeating: .milliseconds(2500), count: 200))
    #expect(whole.0 == often.0)
    #expect(whole.1 == often.1)
    let fresh = try Estate.temporary(clock: clock.clock).worldSummary()
    #expect(whole.0 != fresh)
    let tables = { (summary: WorldSummary, server: Int) in
      summary.servers[server].databases.first { $0.name == "Sales" }?.tables
    }
    #expect(tables(whole.0, 0) == tables(whole.0, 1))
    #expect(tables(whole.0, 0)?.isEmpty == false)
  }

  @Test func `seeds at most five databases at a time`() async throws {
    var description = EstateDescription.standard
    let model = description.servers[0].databases[0]
    description.servers[0].databases = (1...7).map { number in
      var database = model
      database.name = "D\(number)"
      return database
    }
    let estate = try Estate.temporary(description, clock: clock.clock)
    let sql = try TSQLConversation(estate)
    for number in 1...7 {
      let chain = TSQLLinkChain(database: "D\(number)")
      if number == 1 { #expect(try await chain.trust(sql, estate) == []) }
      #expect(await chain.groups(sql) == [])
      _ = try estate.putLink("DAG_D\(number)", chain.request, on: "mi1")
    }
    clock.advance(by: .seconds(30))
    let running = await sql.ask("SELECT COUNT(*) FROM sys.dm_hadr_physical_seeding_stats")
    #expect(running.value == .int(5))
    clock.advance(by: .seconds(300))
    let phases = try estate.worldSummary().servers[1].links.map(\.phase)
    #expect(phases == Array(repeating: "synchronizing", count: 7))
  }

  @Test func `fails the seeding that a fault names`() async throws {
    let estate = try Estate.temporary(clock: clock.clock)
    let sql = try TSQLConversation(estate)
    let chain = TSQLLinkChain()
    _ = try await chain.trust(sql, estate)
    _ = await chain.groups(sql)
    try estate.add(Fault(.seedingFails, match: "Sales"))
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(300))
    let link = try #require(try estate.world().server(named: "mi1")?.instance?.links.first)
    #expect(link.phase == .creationFailed)
    #expect(throws: ARMRefusal.self) {
      _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    }
    _ = try estate.deleteLink("DAG_Sales", on: "mi1")
    clock.advance(by: .seconds(20))
    #expect(try estate.world().server(named: "mi1")?.database(named: "Sales") == nil)
    _ = try estate.putLink("DAG_Sales", chain.request, on: "mi1")
    clock.advance(by: .seconds(300))
    #expect(try estate.world().server(named: "mi1")?.instance?.links.first?.phase == .synchronizing)
  }

  @Test func `refuses a link that ARM would refuse`() throws {
    let estate = try Estate.temporary(clock: clock.clock)
    let good = TSQLLinkChain().request
    func code(_ change: (inout Link.Request) -> Void, name: String = "DAG_Sales") -> String? {
      var request = good
      change(&request)
      let refusal = #expect(throws: ARMRefusal.self) {
        _ = try estate.putLink(name, request, on: "mi1")
      }
      return refusal?.code
    }
    let invalid = "InvalidDistributedAvailabilityGroupsCreateOrUpdateRequest"
    #expect(
      code { $0.instanceAvailabilityGroupName = "" } == invalid + "InstanceAvailabilityGroupName"
    )
    #expect(code { $0.partnerEndpoint = "10.0.0.4" } == invalid + "PartnerEndpoint")
    #expect(code { $0.databases = [] } == invalid + "Databases")
    #expect(code { $0.seedingMode = "Manual" } == invalid + "SeedingMode")
    #expect(
      code { $0.partnerAvailabilityGroupName = "AG_Sales_MI" }
        == "InstanceAvailabilityGroupNamePartnerAvailabilityGroupNameMatch"
    )
    _ = try estate.putLink("DAG_Sales", good, on: "mi1")
    #expect(
      code { $0.failoverMode = "Manual" }
        == "ManagedInstanceLinkForProvidedAvailabilityGroupsAlreadyExists"
    )
    #expect(
      code({ $0.databases = ["Other"] }, name: "d2") == "CloudLifterChimeraMIAgNameIsAlreadyUsed"
    )
    #expect(
      code({ $0.instanceAvailabilityGroupName = "other" }, name: "d3") == "ManagedDatabaseNameInUse"
    )
  }
}
