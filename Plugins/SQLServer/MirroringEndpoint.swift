import WorkflowModel
import WorkflowPlugin

/// The one database mirroring endpoint that a server may have, as a link sees it.
///
/// Source of the conditions: "Configure link with scripts - Azure SQL Managed Instance", Alter an
/// existing endpoint.
struct MirroringEndpoint {
  enum Shortcoming: String, CaseIterable {
    case stopped = "it is not started"
    case role = "its role is not ALL"
    case authentication = "it does not authenticate by certificate"
    case certificate = "its certificate has expired or has no private key"
    case encryption = "it does not require AES encryption"
    case address = "it does not listen on all addresses"
  }

  var name: String
  var port: Int
  var authentication: String
  var encryption: String
  var certificate: String?
  var thumbprint: String
  var publicBlob: String
  var shortcomings: [Shortcoming]

  init(_ row: CatalogRow) {
    name = row.text("name") ?? ""
    port = row.integer("port") ?? 0
    authentication = row.text("connection_auth_desc") ?? ""
    encryption = row.text("encryption_algorithm_desc") ?? ""
    certificate = row.text("certificate_name")
    thumbprint = row.binary("thumbprint")
    publicBlob = row.binary("public_blob")
    shortcomings = []
    if row.text("state_desc") != "STARTED" { shortcomings.append(.stopped) }
    if row.text("role_desc") != "ALL" { shortcomings.append(.role) }
    if !authentication.contains("CERTIFICATE") {
      shortcomings.append(.authentication)
    } else if row.text("pvt_key_encryption_type") != "MK" || !row.isTrue("is_current") {
      shortcomings.append(.certificate)
    }
    if !row.isTrue("is_encryption_enabled") || !encryption.contains("AES") {
      shortcomings.append(.encryption)
    }
    if row.text("ip_address") != nil { shortcomings.append(.address) }
  }

  init(outputs: [String: Value]) {
    name = outputs["name"]?.string ?? ""
    port = outputs["port"]?.int.map(Int.init) ?? 0
    authentication = outputs["authentication"]?.string ?? ""
    encryption = outputs["encryption"]?.string ?? ""
    certificate = outputs["certificate"]?.string
    thumbprint = outputs["thumbprint"]?.string ?? ""
    publicBlob = outputs["public_blob"]?.string ?? ""
    shortcomings = (outputs["shortcomings"]?.list ?? [])
      .compactMap { $0.string.flatMap(Shortcoming.init) }
  }

  var outputs: [String: Value] {
    [
      "name": .string(name),
      "port": .int(Int64(port)),
      "authentication": .string(authentication),
      "encryption": .string(encryption),
      "certificate": .string(certificate ?? ""),
      "thumbprint": .string(thumbprint),
      "public_blob": .string(publicBlob),
      "shortcomings": .list(shortcomings.map { .string($0.rawValue) }),
    ]
  }

  /// `sys.database_mirroring_endpoints (Transact-SQL)`, `sys.tcp_endpoints (Transact-SQL)` and
  /// `sys.certificates (Transact-SQL)`: what `init` reads.
  static let columns = """
    e.name, e.state_desc, e.role_desc, e.connection_auth_desc,
      e.is_encryption_enabled, e.encryption_algorithm_desc, t.port, t.ip_address,
      c.name AS certificate_name, c.pvt_key_encryption_type,
      CASE WHEN c.expiry_date > SYSUTCDATETIME() THEN 1 ELSE 0 END AS is_current,
      c.thumbprint, CERTENCODED(c.certificate_id) AS public_blob
    """

  static let source = """
    FROM sys.database_mirroring_endpoints AS e
    JOIN sys.tcp_endpoints AS t ON t.endpoint_id = e.endpoint_id
    LEFT JOIN sys.certificates AS c ON c.certificate_id = e.certificate_id
    """

  /// The statement that makes it serve, keeping its port, a usable certificate, and Windows
  /// authentication with its place in the order, which matters to the partners it has
  /// (`ALTER ENDPOINT (Transact-SQL)`).
  func alteration(certificate ours: String) -> String {
    guard shortcomings != [.stopped] else {
      return "ALTER ENDPOINT \(TSQL.identifier(name)) STATE = STARTED"
    }
    let keeps = !shortcomings.contains(.certificate) && !shortcomings.contains(.authentication)
    let proof = "CERTIFICATE \(TSQL.identifier(keeps ? certificate ?? ours : ours))"
    let methods: String
    switch authentication {
    case "CERTIFICATE": methods = proof
    case let text where text.hasPrefix("CERTIFICATE"): methods = "\(proof) WINDOWS NEGOTIATE"
    default: methods = "WINDOWS NEGOTIATE \(proof)"
    }
    return """
      ALTER ENDPOINT \(TSQL.identifier(name)) STATE = STARTED
      AS TCP (LISTENER_PORT = \(port), LISTENER_IP = ALL)
      FOR DATABASE_MIRRORING (
        ROLE = ALL,
        AUTHENTICATION = \(methods),
        ENCRYPTION = REQUIRED ALGORITHM AES
      )
      """
  }
}
