import LabEstate
import LabTSQL
import Testing

@testable import LabAzure

@Suite struct `Dropping a link` {
  @Test func `after Azure's first full backup leaves nothing to fear`() async throws {
    let lab = try await LinkedEstate()
    let failedOver = await lab.instance.ask("SELECT SYSDATETIME()").value
    #expect(await lab.failOver(at: lab.server) == [])
    let backups = """
      SELECT COUNT(*) FROM msdb.dbo.backupset bs WHERE bs.database_name = N'Sales'
        AND bs.type = 'D' AND bs.is_copy_only = 0 AND bs.backup_finish_date > @since
      """
    let since = [
      TSQLBatch.Parameter(
        name: "@since",
        type: .dateTime2(scale: 7),
        value: try #require(failedOver)
      )
    ]
    #expect(await lab.instance.ask(backups, since).value == .int(0))
    lab.wait(.seconds(120))
    #expect(await lab.instance.ask(backups, since).value == .int(1))
    #expect(await drop(lab) == [])
    #expect(try lab.estate.worldSummary().warnings == [])
    #expect(await lab.insert(9001, at: lab.instance) == [])
    #expect(await lab.insert(9002) == [])
  }

  @Test func `before it leaves a database that its next restart breaks`() async throws {
    let lab = try await LinkedEstate()
    #expect(await lab.failOver(at: lab.server) == [])
    #expect(await drop(lab) == [])
    #expect(
      try lab.estate.worldSummary().warnings
        == ["Sales on mi1: link dropped before its first full backup"]
    )
    lab.wait(.seconds(600))
    #expect(await lab.insert(9001, at: lab.instance) == [])
    #expect(try lab.estate.apply(ServerChange(restarts: true), to: "mi1"))
    let status = "SELECT DATABASEPROPERTYEX(N'Sales', 'Status')"
    #expect(
      try await TSQLConversation(lab.estate, server: "mi1").ask(status).value == .text("OFFLINE")
    )
  }

  @Test func `ends the same way from either side`() async throws {
    func run(dropsGroupFirst: Bool) async throws -> WorldSummary {
      let lab = try await LinkedEstate()
      if dropsGroupFirst {
        #expect(await lab.server.errors(of: "DROP AVAILABILITY GROUP [DAG_Sales]") == [])
        let state = try await lab.door.send("GET", lab.link).databaseValue("connectedState")
        #expect(state == "DISCONNECTED")
        #expect(await lab.insert(9001, at: lab.instance) == [3906])
        #expect(try await lab.door.send("DELETE", lab.link).status == 202)
        lab.wait(.seconds(11))
        #expect(try await lab.door.send("DELETE", lab.link).status == 204)
      } else {
        #expect(try await lab.door.send("DELETE", lab.link).status == 202)
        lab.wait(.seconds(11))
        #expect(
          await lab.server.errors(
            of: "DROP AVAILABILITY GROUP [AG_Sales]",
            "DROP AVAILABILITY GROUP [DAG_Sales]",
            "DROP AVAILABILITY GROUP [DAG_Sales]"
          ) == [50000, 15151]
        )
      }
      #expect(await lab.server.errors(of: "DROP AVAILABILITY GROUP [AG_Sales]") == [])
      #expect(await lab.insert(9002) == [])
      #expect(await lab.insert(9003, at: lab.instance) == [])
      return try lab.estate.worldSummary()
    }
    let one = try await run(dropsGroupFirst: true)
    let other = try await run(dropsGroupFirst: false)
    #expect(one == other)
    #expect(one.servers.allSatisfy { $0.groups.isEmpty && $0.links.isEmpty })
  }

  /// In the documented order, the instance being the primary.
  private func drop(_ lab: LinkedEstate) async -> [Int32] {
    let status = try? await lab.door.send("DELETE", lab.link).status
    lab.wait(.seconds(11))
    let errors = await lab.server.errors(
      of: "DROP AVAILABILITY GROUP [DAG_Sales]",
      "DROP AVAILABILITY GROUP [AG_Sales]"
    )
    return status == 202 ? errors : [-1]
  }
}
