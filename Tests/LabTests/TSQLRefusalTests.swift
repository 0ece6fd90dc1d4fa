import LabEstate
import LabTSQL
import Testing

@Suite struct `SQL Server's rules` {
  let clock = ManualEstateClock()
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    estate = try Estate.temporary(clock: clock.clock)
    sql = try TSQLConversation(estate)
  }

  @Test func `want a master key before a certificate and allow one only`() async {
    #expect(
      await sql.errors(
        of: "CREATE CERTIFICATE c WITH SUBJECT = 'c'",
        "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'",
        "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'"
      ) == [15581, 15578]
    )
  }

  @Test func `refuse a certificate twice, by name and by thumbprint`() async throws {
    let root = try estate.world().rootCertificate.hex
    #expect(
      await sql.errors(
        of: "CREATE CERTIFICATE a FROM BINARY = 0x\(root)",
        "CREATE CERTIFICATE b FROM BINARY = 0x\(root)",
        "CREATE CERTIFICATE broken FROM BINARY = 0x3003020101",
        "DROP CERTIFICATE b"
      ) == [15232, 15208, 15151]
    )
    let certificate = await sql.ask(
      "SELECT pvt_key_encryption_type, CONVERT(varchar(50), thumbprint, 2) FROM sys.certificates"
    )
    let thumbprint = CertificateAuthority.thumbprint(of: try estate.world().rootCertificate)
    #expect(certificate.rows == [[.text("NA"), .text(thumbprint.hex)]])
  }

  @Test func `refuse an issuer the second time with its documented text`() async throws {
    let root = try estate.world().rootCertificate.hex
    _ = await sql.ask("CREATE CERTIFICATE Root FROM BINARY = 0x\(root)")
    let add = """
      DECLARE @id int = CERT_ID(N'Root');
      EXEC sp_certificate_add_issuer @id, N'*.database.windows.net'
      """
    #expect(await sql.ask(add).errors == [])
    let again = await sql.ask(add)
    #expect(
      again.errors.first?.text
        == "The certificate 'Root' has been already added as a trusted issuer for DNS name "
        + "'*.database.windows.net'."
    )
    #expect(try estate.effects().map(\.kind) == ["import_certificate", "add_issuer"])
  }

  @Test func `allow one mirroring endpoint and guard its certificate`() async throws {
    _ = try await TSQLLinkChain().trust(sql, estate)
    #expect(
      await sql.errors(
        of: """
          CREATE ENDPOINT second STATE = STARTED AS TCP (LISTENER_PORT = 5023)
            FOR DATABASE_MIRRORING (ROLE = ALL)
          """,
        "DROP CERTIFICATE [Cert_SQL1_endpoint]",
        "ALTER ENDPOINT nobody STATE = STOPPED"
      ) == [7862, 15352, 15151]
    )
    let endpoint = await sql.ask(
      """
      SELECT e.name, e.state_desc, e.role_desc, e.connection_auth_desc, e.is_encryption_enabled,
             e.encryption_algorithm_desc, t.port, t.ip_address
      FROM sys.database_mirroring_endpoints e
      JOIN sys.tcp_endpoints t ON t.endpoint_id = e.endpoint_id;
      """
    )
    #expect(
      endpoint.rows == [
        [
          .text("database_mirroring_endpoint"), .text("STARTED"), .text("ALL"),
          .text("CERTIFICATE"), .bit(true), .text("AES"), .int(5022), .null,
        ]
      ]
    )
  }

  @Test func `let a database join a group after FULL recovery and a full backup`() async {
    let create = """
      CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = NONE) FOR DATABASE Stock
      REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'TCP://10.0.0.4:5022',
        AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL)
      """
    #expect(
      await sql.errors(
        of: create,
        "BACKUP LOG Stock TO DISK = 'x'",
        "ALTER DATABASE Stock SET RECOVERY FULL",
        create,
        "BACKUP DATABASE Stock TO DISK = 'x' WITH COPY_ONLY",
        create,
        "BACKUP DATABASE Stock TO DISK = 'x'",
        create,
        create,
        "ALTER DATABASE Stock SET RECOVERY SIMPLE"
      ) == [1466, 4208, 3013, 1475, 1475, 41042, 1468]
    )
  }

  @Test func `refuse groups that name the wrong things`() async {
    func create(_ name: String, _ database: String, on replica: String) -> String {
      """
      CREATE AVAILABILITY GROUP \(name) WITH (CLUSTER_TYPE = NONE) FOR DATABASE \(database)
      REPLICA ON N'\(replica)' WITH (ENDPOINT_URL = N'TCP://10.0.0.4:5022',
        AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL)
      """
    }
    #expect(
      await sql.errors(
        of: create("g", "Nowhere", on: "SQL1"),
        create("g", "msdb", on: "SQL1"),
        create("g", "Sales", on: "SQL2"),
        TSQLLinkChain().distributedStatement
      ) == [911, 35249, 35237, 15151]
    )
    #expect(await sql.ask("SELECT name FROM sys.availability_groups").rows == [])
  }

  @Test func `refuse groups while HADR is off`() async throws {
    var description = EstateDescription.standard
    description.servers[0].isHADREnabled = false
    let estate = try Estate.temporary(description, clock: clock.clock)
    let sql = try TSQLConversation(estate)
    #expect(await TSQLLinkChain().groups(sql) == [35221, 35221])
    #expect(await sql.ask("SELECT SERVERPROPERTY('IsHadrEnabled')").value == .int(0))
  }

  @Test func `keep group statements and backups out of transactions`() async {
    #expect(
      await sql.errors(
        of: "BEGIN TRAN",
        "BACKUP DATABASE Sales TO DISK = 'x'",
        "DROP AVAILABILITY GROUP g",
        "COMMIT",
        "COMMIT",
        "ROLLBACK"
      ) == [3021, 574, 3902, 3903]
    )
  }

  @Test func `take both public roots with their issuers for trust in an instance`() async throws {
    let chain = TSQLLinkChain()
    _ = try await chain.trust(sql, estate)
    _ = await sql.ask("DROP CERTIFICATE LabRoot")
    let validate = """
      DECLARE @id int = CERT_ID(N'\(chain.fqdn)');
      EXEC sp_validate_certificate_ca_chain @id
      """
    #expect(await sql.ask(validate).errors.count == 1)
    for (name, root) in [
      ("MicrosoftPKI", PublicRoots.microsoft), ("DigiCertPKI", PublicRoots.digiCert),
    ] {
      #expect(
        await sql.errors(
          of: "CREATE CERTIFICATE [\(name)] FROM BINARY = 0x\(root)",
          """
          DECLARE @id int = CERT_ID(N'\(name)');
          EXEC sp_certificate_add_issuer @id, N'*.database.windows.net'
          """
        ) == []
      )
    }
    #expect(await sql.ask(validate).errors == [])
    let subjects = await sql.ask(
      """
      SELECT subject, CONVERT(char(8), start_date, 112) FROM sys.certificates
      WHERE thumbprint = 0x73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74
      """
    )
    #expect(subjects.rows.first?.last == .text("20191218"))
  }

  @Test(arguments: [
    ("Cert", "ManagedInstanceLinkCertificateNotFoundOnManagedInstance"),
    ("FQDN", "ManagedInstanceLinkCertificateNotFoundOnSqlServer"),
    ("Issuer", "ManagedInstanceLinkConnectivityIsNotEstablished"),
    ("Endpoint", "ManagedInstanceLinkConnectivityIsNotEstablished"),
    ("DAG", "CloudLifterChimeraAvailabilityGroupConnectionCannotBeEstablished"),
    ("Database", "CloudLifterChimeraEstablishDbConnectionNotEstablished"),
  ])
  func `end the operation of a link that lacks something`(
    _ missing: String,
    _ code: String
  ) async throws {
    let chain = TSQLLinkChain()
    #expect(try await chain.trust(sql, estate) == [])
    #expect(await chain.groups(sql) == [])
    var request = chain.request
    switch missing {
    case "Cert": #expect(try estate.deleteTrustCertificate("Cert_SQL1_endpoint", on: "mi1"))
    case "FQDN": _ = await sql.ask("DROP CERTIFICATE [\(chain.fqdn)]")
    case "Issuer": _ = await sql.ask("DROP CERTIFICATE LabRoot")
    case "Endpoint":
      _ = await sql.ask("ALTER ENDPOINT database_mirroring_endpoint STATE = STOPPED")
    case "DAG": _ = await sql.ask("DROP AVAILABILITY GROUP DAG_Sales")
    default: request.databases = ["Orders"]
    }
    _ = try estate.putLink("DAG_Sales", request, on: "mi1")
    clock.advance(by: .seconds(301))
    let link = try #require(try estate.world().server(named: "mi1")?.instance?.links.first)
    #expect(link.mostRecentError?.code == code)
    #expect(try estate.operation(link.operation)?.error?.code == code)
    #expect(link.phase.replicaState == "LinkInitError")
  }
}
