import Foundation
import LabEstate
import LabTSQL
import Testing

@testable import LabAzure

@Suite struct `A link connection` {
  private let insert =
    "INSERT Entry (EntryID, AccountID, Amount, PostedAt) VALUES (%, 1, 9.50, '2026-01-01')"

  @Test func `is born with all rows of its source in the pool`() async throws {
    let door = try await SynapseTestDoor()
    let link = try door.link
    #expect(link.status == "Running")
    #expect(link.tables.map(\.replicated) == [60, 240])
    #expect(link.tables.map(\.pending) == [0, 0])
    #expect(link.tables.map(\.status) == ["Replicating", "Replicating"])
    #expect(link.credential.state == "valid")
    #expect(link.credential.key == "key1")
    #expect(link.credential.daysLeft == 2)
    #expect(try door.estate.effects() == [])
  }

  @Test func `brings written rows through the landing zone to the pool`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    #expect(await sql.ask(insert.replacing("%", with: "900")).errors == [])
    #expect(await sql.ask("UPDATE Account SET Name = N'Neu' WHERE AccountID = 7").errors == [])
    #expect(await sql.ask("DELETE Account WHERE AccountID = 8").errors == [])
    #expect(try door.link.tables.map(\.pending) == [2, 1])
    let before = try blobs(door)
    door.clock.advance(by: .seconds(5))
    #expect(try blobs(door).count == before.count + 2)
    #expect(try door.link.tables.map(\.pending) == [2, 1])
    door.clock.advance(by: .seconds(5))
    #expect(try door.link.tables.map(\.pending) == [0, 0])
    #expect(try door.link.tables.map(\.replicated) == [59, 241])
    let changes = try #require(try blobs(door).first { $0.contains("ChangeData") })
    #expect(changes.hasPrefix("ledger-link/Tables/"))
  }

  @Test func `brings nothing that is not committed`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    _ = await sql.ask(insert.replacing("%", with: "900"))
    _ = await sql.ask("BEGIN TRANSACTION " + insert.replacing("%", with: "901"))
    door.clock.advance(by: .seconds(60))
    #expect(try door.link.tables.map(\.replicated) == [60, 240])
    _ = await sql.ask("ROLLBACK")
    door.clock.advance(by: .seconds(120))
    #expect(try door.link.tables.map(\.replicated) == [60, 241])
    #expect(try door.link.tables.map(\.pending) == [0, 0])
  }

  @Test func `stops when its SAS is over, and goes on with a good one`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    #expect(try door.estate.expireLandingZoneCredential() == ["ledger-link"])
    #expect(try door.link.credential.state == "expired")
    for number in 901...903 {
      #expect(await sql.ask(insert.replacing("%", with: "\(number)")).errors == [])
      door.clock.advance(by: .seconds(100))
    }
    var link = try door.link
    #expect(link.status == "Running")
    #expect(link.error == "AuthenticationFailed")
    #expect(link.tables.map(\.status) == ["Replicating", "Suspended"])
    #expect(link.tables.map(\.pending) == [0, 3])
    try await seeFailure(door, sql)

    #expect(try await door.rotate(to: try door.token()).status == 200)
    let expiry = try await door.synapse("GET", "\(SynapseTestDoor.connection)/detailedstatus")
      .value("landingZoneCredentialExpireTime")
    #expect(EstateInstant(iso8601: expiry).map { $0 > .ofMachine + .seconds(29 * 86_400) } == true)
    #expect(try door.link.tables.map(\.pending) == [0, 3])
    door.clock.advance(by: .seconds(10))
    link = try door.link
    #expect(link.error == nil)
    #expect(link.credential.daysLeft == 29)
    #expect(link.tables.map(\.pending) == [0, 0])
    #expect(link.tables.map(\.replicated) == [60, 243])
    #expect(
      await sql.ask("SELECT log_reuse_wait_desc FROM sys.databases WHERE name = 'Ledger'").value
        == .text("NOTHING")
    )
    #expect(try door.estate.effects().map(\.kind).suffix(1) == ["update_landing_zone_credential"])
  }

  /// What the source and the service tell while nothing can be published.
  private func seeFailure(_ door: SynapseTestDoor, _ sql: TSQLConversation) async throws {
    let errors = await sql.ask(
      "SELECT source_task, error_number, error_message FROM sys.dm_change_feed_errors"
    )
    #expect(errors.rows.count > 3)
    #expect(errors.rows.allSatisfy { $0[0] == .int(3) && $0[1] == .int(22_736) })
    #expect("\(errors.rows)".contains("AuthenticationFailed"))
    #expect(
      await sql.ask("SELECT log_reuse_wait_desc FROM sys.databases WHERE name = 'Ledger'").value
        == .text("REPLICATION")
    )
    let status = try await door.synapse("GET", "\(SynapseTestDoor.connection)/detailedstatus")
    #expect(try status.value("status") == "Running")
    #expect(try status.value("error", "code") == "AuthenticationFailed")
    #expect(status.text.contains("\"isPartiallyFailed\":true"))
    let tables = try await door.synapse(
      "POST",
      "\(SynapseTestDoor.connection)/querytablestatus",
      "{\"maxSegmentCount\":50}"
    )
    #expect(tables.text.contains("\"Suspended\""))
    #expect(tables.text.contains("\"continuationToken\":null"))
  }

  @Test func `stops when the key of its SAS is regenerated`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    let reply = try await door.arm(
      "POST",
      "\(SynapseTestDoor.account)/regenerateKey",
      "{\"keyName\":\"key1\"}"
    )
    #expect(reply.status == 200)
    #expect(await sql.ask(insert.replacing("%", with: "901")).errors == [])
    door.clock.advance(by: .seconds(10))
    #expect(try door.link.credential.key == nil)
    #expect(try door.link.tables.map(\.pending) == [0, 1])
    #expect(try await door.rotate(to: try door.token(key: "key2")).status == 200)
    door.clock.advance(by: .seconds(15))
    #expect(try door.link.tables.map(\.pending) == [0, 0])
    #expect(try door.link.credential.key == "key2")
  }

  @Test(arguments: ["racwl", "racwdl"])
  func `needs every permission of a landing zone`(_ permissions: String) async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    _ = try await door.rotate(to: try door.token(permissions: permissions))
    _ = await sql.ask(insert.replacing("%", with: "901"))
    door.clock.advance(by: .seconds(60))
    #expect(try door.link.tables.map(\.pending) == [0, permissions == "racwdl" ? 0 : 1])
  }

  @Test func `dates the source's credential no earlier than its client's clock`() async throws {
    let door = try await SynapseTestDoor()
    door.clock.advanceWallTime(by: .seconds(86_400))
    let before = EstateInstant.ofMachine + .seconds(86_400)
    _ = try await door.rotate(to: try door.token())
    door.clock.advance(by: .seconds(5))
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    let date = await sql.ask("SELECT modify_date FROM sys.database_scoped_credentials").value
    guard case .dateTime(let microseconds) = date else {
      Issue.record("no date: \(String(describing: date))")
      return
    }
    // A datetime is kept to the third part of a hundredth of a second.
    #expect(EstateInstant(microseconds: microseconds) + .milliseconds(10) >= before)
  }

  @Test func `takes a token at the source too`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    try door.estate.expireLandingZoneCredential()
    _ = await sql.ask(insert.replacing("%", with: "901"))
    door.clock.advance(by: .seconds(10))
    let name = await sql.ask("SELECT name FROM sys.database_scoped_credentials").value
    #expect(name == .text("https://ledgerlanding.blob.core.windows.net/landing"))
    let secret = try door.token()
    let altered = await sql.ask(
      """
      ALTER DATABASE SCOPED CREDENTIAL [https://ledgerlanding.blob.core.windows.net/landing]
      WITH IDENTITY = 'SHARED ACCESS SIGNATURE', SECRET = '\(secret)'
      """
    )
    #expect(altered.errors == [])
    door.clock.advance(by: .seconds(10))
    #expect(try door.link.tables.map(\.pending) == [0, 0])
    let help = await sql.ask("EXEC sys.sp_help_change_feed")
    #expect(help.columns.count == 18)
    #expect(help.rows.count == 2)
  }

  @Test func `changes nothing when it is given the same token again`() async throws {
    let door = try await SynapseTestDoor()
    let token = try door.token()
    for _ in 0..<2 { #expect(try await door.rotate(to: "?" + token).status == 200) }
    #expect(try door.estate.effects().count == 1)
  }

  @Test func `outlives the process that served it`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    try door.estate.expireLandingZoneCredential()
    _ = await sql.ask(insert.replacing("%", with: "901"))
    door.clock.advance(by: .seconds(20))
    let before = try door.estate.worldSummary()
    let second = try Estate(directory: door.estate.directory, clock: ManualEstateClock().clock)
    #expect(try second.worldSummary() == before)
  }

  @Test func `is paused and resumed, and loads anew after a stop`() async throws {
    let door = try await SynapseTestDoor()
    let sql = try TSQLConversation(door.estate, database: "Ledger")
    func tell(_ verb: String) async throws -> Int {
      try await door.synapse("POST", "\(SynapseTestDoor.connection)/\(verb)").status
    }
    #expect(try await tell("resume") == 409)
    #expect(try await tell("pause") == 200)
    #expect(try door.link.status == "Pausing")
    door.clock.advance(by: .seconds(10))
    _ = await sql.ask(insert.replacing("%", with: "901"))
    door.clock.advance(by: .seconds(100))
    #expect(try door.link.status == "Paused")
    #expect(try door.link.tables.map(\.pending) == [0, 1])
    #expect(try await tell("resume") == 200)
    door.clock.advance(by: .seconds(30))
    #expect(try door.link.tables.map(\.pending) == [0, 0])
    #expect(try await tell("stop") == 200)
    door.clock.advance(by: .seconds(10))
    #expect(try door.link.status == "Stopped")
    #expect(try blobs(door) == [])
    // The pool's tables have rows, which the link's usual setting does not write over.
    #expect(try await tell("start") == 200)
    door.clock.advance(by: .seconds(30))
    #expect(try door.link.tables.map(\.status) == ["Failed", "Failed"])
  }

  @Test func `can be made, filled and deleted`() async throws {
    let door = try await SynapseTestDoor()
    let path = "/synapse1/linkconnections/second"
    let sas = try door.token()
    let body = """
      {"properties":{
      "sourceDatabase":{"linkedService":{"referenceName":"LS_Ledger",
      "type":"LinkedServiceReference"}},
      "targetDatabase":{"linkedService":{"referenceName":"synapse1-WorkspaceDefaultSqlServer",
      "type":"LinkedServiceReference","parameters":{"DBName":"pool1"}},
      "typeProperties":{"actionOnExistingTargetTable":"DropAndRecreateTable"}},
      "landingZone":{"linkedService":{"referenceName":"LS_ledgerlanding",
      "type":"LinkedServiceReference"},"fileSystem":"landing","folderPath":"second",
      "sasToken":{"type":"SecureString","value":"\(sas)"}},
      "compute":{"coreCount":8,"computeType":"General"}}}
      """
    let made = try await door.synapse("PUT", path, body)
    #expect(made.status == 200)
    #expect(!made.text.contains("sig="))
    #expect(!made.text.contains("landingZone"))
    let tables = """
      {"linkTables":[{"id":"33f01131-553b-4b97-83a8-0db255a66901","operationType":"Add",
      "source":{"schemaName":"dbo","tableName":"Account"},
      "target":{"schemaName":"copy","tableName":"Account"}}]}
      """
    #expect(try await door.synapse("POST", "\(path)/edittables", tables).status == 200)
    #expect(try await door.synapse("POST", "\(path)/start").status == 200)
    #expect(try await door.synapse("DELETE", path).status == 409)
    door.clock.advance(by: .seconds(30))
    let link = try door.estate.worldSummary().workspaces[0].connections[1]
    #expect(link.tables.map(\.replicated) == [60])
    #expect(try await door.synapse("POST", "\(path)/stop").status == 200)
    door.clock.advance(by: .seconds(10))
    #expect(try await door.synapse("DELETE", path).status == 200)
    #expect(try await door.synapse("DELETE", path).status == 204)
    #expect(try await door.synapse("GET", path).status == 404)
  }

  @Test func `wants Synapse's own token and a version that is published`() async throws {
    let door = try await SynapseTestDoor()
    let wrong = try await door.synapse("GET", SynapseTestDoor.connection, token: "arm")
    #expect(wrong.status == 401)
    let none = try await door.synapse("GET", SynapseTestDoor.connection, version: "2020-12-01")
    #expect(try none.value("error", "code") == "InvalidApiVersionParameter")
    let pause = try await door.synapse(
      "POST",
      "\(SynapseTestDoor.connection)/pause",
      version: "2022-08-01-preview"
    )
    #expect(pause.status == 404)
    let unknown = try await door.synapse("POST", "\(SynapseTestDoor.connection)/refresh")
    #expect(try unknown.value("error", "message").contains("refresh"))
  }

  private func blobs(_ door: SynapseTestDoor) throws -> [String] {
    try door.estate.read { _, rows in
      try BlobStore(account: "ledgerlanding", container: "landing").blobs(in: rows).map(\.name)
    }
  }
}
