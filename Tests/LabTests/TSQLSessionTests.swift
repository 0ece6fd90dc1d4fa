import LabEstate
import LabTSQL
import Testing

@Suite struct `A session` {
  let estate: Estate

  init() throws {
    estate = try Estate.temporary(clock: ManualEstateClock().clock)
  }

  @Test(arguments: [
    ("sa", "wrong", "", [18456]), ("nobody", EstateDescription.defaultPassword, "", [18456]),
    ("sa", EstateDescription.defaultPassword, "nowhere", [4060, 18456]),
  ])
  func `is refused`(_ user: String, _ password: String, _ database: String, _ numbers: [Int32])
    throws
  {
    let server = try TSQLInstance(estate: estate, server: "SQL1")
    let refusal = #expect(throws: TSQLLoginRefusal.self) {
      _ = try server.login(TSQLLogin(user: user, password: password, database: database))
    }
    #expect(refusal?.messages.map(\.number) == numbers)
  }

  @Test func `starts in the database that the client named`() async throws {
    let sql = try TSQLConversation(estate, database: "sales")
    #expect(sql.session.database == "Sales")
    let answer = await sql.ask("USE [Orders]; SELECT DB_NAME(), DB_ID(), APP_NAME(), HOST_NAME()")
    #expect(answer.pieces.contains(.databaseChanged(from: "Sales", to: "Orders")))
    #expect(answer.rows == [[.text("Orders"), .int(6), .text("tests"), .text("here")]])
    #expect(sql.session.database == "Orders")
  }

  @Test func `holds an application lock until it closes`() async throws {
    let lock = """
      DECLARE @r int;
      EXEC @r = sp_getapplock @Resource = N'run', @LockMode = N'Exclusive',
        @LockOwner = N'Session', @LockTimeout = %;
      SELECT @r
      """
    let first = try TSQLConversation(estate)
    let second = try TSQLConversation(estate)
    #expect(await first.ask(lock.replacing("%", with: "0")).value == .int(0))
    #expect(await first.ask(lock.replacing("%", with: "0")).value == .int(0))
    #expect(await second.ask(lock.replacing("%", with: "0")).value == .int(-1))
    async let waiting = second.ask(lock.replacing("%", with: "60000")).value
    await first.session.close()
    let outcome = await waiting
    #expect(outcome == .int(1) || outcome == .int(0))
    let release = "EXEC sp_releaseapplock @Resource = N'run', @LockOwner = N'Session'"
    #expect(await second.ask(release).status == 0)
    #expect(await second.ask(release).errorNumbers == [1223])
  }

  @Test func `shows an instance as an instance`() async throws {
    let sql = try TSQLConversation(estate, server: "mi1")
    #expect(
      await sql.ask(
        """
        SELECT @@SERVERNAME, SERVERPROPERTY('EngineEdition'),
          (SELECT value FROM sys.dm_hadr_fabric_config_parameters
           WHERE parameter_name = 'DnsRecordName')
        """
      ).rows == [
        [
          .text("mi1.3b1f2c4d5e6f.database.windows.net"), .int(8),
          .text("mi1.3b1f2c4d5e6f.database.windows.net"),
        ]
      ]
    )
    let certificate = await sql.ask("EXEC sp_get_endpoint_certificate 4")
    let der = try estate.world().server(named: "mi1")?.instance?.endpointCertificate.der
    #expect(certificate.columns.map(\.name) == ["EndpointCertificatePublicKey"])
    #expect(certificate.value == der.map { .bytes($0.bytes) })
  }
}
