import LabEstate
import LabTSQL
import Testing

@testable import LabAzure

@Suite struct `A link's log` {
  @Test func `is equal on both sides only when both are synchronous and nothing waits`()
    async throws
  {
    let lab = try await LinkedEstate()
    #expect(await lab.insert(9001) == [])
    lab.wait(.seconds(2))
    var primary = await lab.states(at: lab.server)
    var secondary = await lab.states(at: lab.instance)
    #expect(primary[0] == .text("SYNCHRONIZING"))
    #expect(primary[1] == .null)
    #expect(primary[3] == secondary[3])

    try await lab.synchronize()
    primary = await lab.states(at: lab.server)
    secondary = await lab.states(at: lab.instance)
    #expect(primary[0] == .text("SYNCHRONIZED"))
    #expect(secondary[0] == .text("SYNCHRONIZED"))
    #expect(primary[1] == secondary[1])
    #expect(primary[1] != .null)
    let arm = try await lab.door.send("GET", lab.link).databaseValue("lastHardenedLsn")
    #expect(secondary[1] == .decimal(arm))

    try lab.estate.add(Fault(.lagReplication, match: "sales"))
    #expect(await lab.insert(9002) == [])
    lab.wait(.seconds(30))
    #expect(await lab.states(at: lab.server)[0] == .text("SYNCHRONIZING"))
    #expect(await lab.states(at: lab.server)[1] == .null)
    #expect(await lab.states(at: lab.instance)[1] == secondary[1])
    let remote = await lab.states(at: lab.server, isLocal: false)
    #expect(remote[1] == secondary[1])
    #expect(remote[4] != .int(0))
    try lab.estate.removeAllFaults()
    #expect(await lab.states(at: lab.server)[0] == .text("SYNCHRONIZED"))
    #expect(await lab.customers(at: lab.instance) == [9001, 9002])
  }

  @Test func `carries over rows in the order of their commits, and nothing that is open`()
    async throws
  {
    let lab = try await LinkedEstate()
    let open = try TSQLConversation(lab.estate, database: "Sales")
    #expect(
      await open.errors(
        of: "BEGIN TRANSACTION",
        "INSERT INTO dbo.Customer VALUES (9001, N'a''b', NULL, NULL, NULL)"
      ) == []
    )
    #expect(await lab.insert(9002) == [])
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.instance) == [9002])
    #expect(
      await open.errors(
        of: "SAVE TRANSACTION s",
        "DELETE FROM dbo.Customer WHERE CustomerID = 9002",
        "ROLLBACK TRANSACTION s",
        "UPDATE dbo.Customer SET City = N'東京' WHERE CustomerID = 9001",
        "COMMIT TRANSACTION"
      ) == []
    )
    lab.wait(.seconds(1))
    #expect(await lab.customers(at: lab.instance) == [9001, 9002])
    let city = "SELECT City, Name FROM dbo.Customer WHERE CustomerID = 9001"
    #expect(await lab.instance.ask(city).rows == [[.text("東京"), .text("a'b")]])
  }

  @Test func `carries tables over, with their rows`() async throws {
    let lab = try await LinkedEstate()
    #expect(
      await lab.server.errors(
        of: "CREATE TABLE dbo.Note (NoteID int IDENTITY(1,1) PRIMARY KEY, Body nvarchar(40))",
        "INSERT INTO dbo.Note (Body) VALUES (N'one'), (N'two')",
        "DELETE FROM dbo.Note WHERE NoteID = 1",
        "DROP TABLE dbo.Invoice"
      ) == []
    )
    lab.wait(.seconds(1))
    #expect(
      await lab.instance.ask("SELECT NoteID, Body FROM dbo.Note").rows == [[.int(2), .text("two")]]
    )
    #expect(await lab.instance.errors(of: "SELECT 1 FROM dbo.Invoice") == [208])
    #expect(await lab.failOver(at: lab.server) == [])
    #expect(await lab.instance.errors(of: "INSERT INTO dbo.Note (Body) VALUES (N'three')") == [])
    lab.wait(.seconds(1))
    #expect(await lab.server.ask("SELECT MAX(NoteID) FROM dbo.Note").value == .int(3))
  }

  @Test func `is replicated the same however often anyone looks`() async throws {
    func run(_ steps: [Duration]) async throws -> (WorldSummary, [TSQLValue]) {
      let lab = try await LinkedEstate()
      #expect(await lab.insert(9001) == [])
      _ = await lab.server.ask("BACKUP LOG Sales TO DISK = N'x'")
      for step in steps {
        lab.wait(step)
        _ = try lab.estate.world()
      }
      return (try lab.estate.worldSummary(), await lab.states(at: lab.instance))
    }
    let whole = try await run([.seconds(5)])
    let often = try await run(Array(repeating: .milliseconds(100), count: 50))
    #expect(whole == often)
  }
}
