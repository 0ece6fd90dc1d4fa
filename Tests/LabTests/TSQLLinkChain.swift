import LabEstate

/// The statements that lead to a link, in the order of the documentation's scripts.
struct TSQLLinkChain {
  var database = "Sales"
  var fqdn = "mi1.3b1f2c4d5e6f.database.windows.net"

  var group: String { "AG_\(database)" }
  var distributed: String { "DAG_\(database)" }
  var request: Link.Request {
    Link.Request(
      instanceAvailabilityGroupName: "AG_\(database)_MI",
      partnerAvailabilityGroupName: group,
      partnerEndpoint: "TCP://10.0.0.4:5022",
      databases: [database]
    )
  }

  /// Trust that the estate's two sides need once; the roots stand in by the lab's own.
  func trust(_ conversation: TSQLConversation, _ estate: Estate) async throws -> [Int32] {
    let world = try estate.world()
    guard let instance = world.server(named: "mi1")?.instance else { return [-1] }
    var errors = await conversation.errors(
      of: "CREATE MASTER KEY ENCRYPTION BY PASSWORD = N'Str0ng!'",
      """
      CREATE CERTIFICATE [Cert_SQL1_endpoint]
        WITH SUBJECT = N'Certificate for Cert_SQL1_endpoint', EXPIRY_DATE = N'20301231'
      """,
      """
      CREATE ENDPOINT [database_mirroring_endpoint] STATE = STARTED
        AS TCP (LISTENER_PORT = 5022, LISTENER_IP = ALL)
        FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE [Cert_SQL1_endpoint],
          ENCRYPTION = REQUIRED ALGORITHM AES)
      """,
      "CREATE CERTIFICATE [\(fqdn)] FROM BINARY = 0x\(instance.endpointCertificate.der.hex)",
      "CREATE CERTIFICATE [LabRoot] FROM BINARY = 0x\(world.rootCertificate.hex)",
      """
      DECLARE @id int = CERT_ID(N'LabRoot');
      EXEC sp_certificate_add_issuer @id, N'*.database.windows.net'
      """
    )
    let blob = await conversation.ask("SELECT CERTENCODED(CERT_ID(N'Cert_SQL1_endpoint'))").value
    guard case .bytes(let der)? = blob else { return errors + [-2] }
    let isNew = try estate.putTrustCertificate(
      "Cert_SQL1_endpoint",
      publicBlob: "0x" + Blob(der).hex,
      on: "mi1"
    )
    if !isNew { errors.append(-3) }
    return errors
  }

  /// Recovery model, backup and the two groups.
  func groups(_ conversation: TSQLConversation) async -> [Int32] {
    await conversation.errors(
      of: "ALTER DATABASE [\(database)] SET RECOVERY FULL",
      "BACKUP DATABASE [\(database)] TO DISK = N'/var/backups/\(database).bak' WITH CHECKSUM",
      """
      CREATE AVAILABILITY GROUP [\(group)] WITH (CLUSTER_TYPE = NONE)
      FOR DATABASE [\(database)]
      REPLICA ON N'SQL1' WITH (
        ENDPOINT_URL = N'TCP://10.0.0.4:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT,
        FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)
      """,
      distributedStatement
    )
  }

  var distributedStatement: String {
    """
    CREATE AVAILABILITY GROUP [\(distributed)]
    WITH (DISTRIBUTED)
    AVAILABILITY GROUP ON
      N'\(group)' WITH (LISTENER_URL = N'TCP://10.0.0.4:5022',
        AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL,
        SEEDING_MODE = AUTOMATIC, SESSION_TIMEOUT = 20),
      N'\(group)_MI' WITH (LISTENER_URL = N'tcp://\(fqdn):5022;Server=[mi1]',
        AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL,
        SEEDING_MODE = AUTOMATIC);
    """
  }
}
