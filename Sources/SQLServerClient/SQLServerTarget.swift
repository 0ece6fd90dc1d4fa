package import Secrets

/// A server and all that is needed to log in to it.
package struct SQLServerTarget: Hashable, Sendable {
  package enum Encryption: Hashable, Sendable {
    /// TLS inside TDS 7.4; the connection fails if the server offers none.
    case required
    /// TLS before the first TDS packet (TDS 8.0); Microsoft's driver only.
    case strict
    /// No TLS asked for; credentials then go to this machine's own addresses only.
    case off
  }

  package enum Credential: Hashable, Sendable {
    case login(user: String, password: Secret)
    /// An Entra access token; Microsoft's driver only.
    case accessToken(Secret)
  }

  /// As written: `host`, `host,port`, `host\instance`, with or without `tcp:`.
  package var server: String
  package var driver: ODBCDriver
  package var encryption: Encryption
  /// PEM file of the issuers to trust in place of the system's.
  package var caFile: String?
  /// Accepts any certificate.
  package var trustsServerCertificate: Bool
  /// The name that the certificate must carry, where it is not the server's; Microsoft's driver only.
  package var certificateHost: String?
  package var credential: Credential
  package var database: String
  package var applicationName: String
  package var loginTimeout: Duration

  package init(
    server: String,
    driver: ODBCDriver = .freeTDS,
    encryption: Encryption = .required,
    caFile: String? = nil,
    trustsServerCertificate: Bool = false,
    certificateHost: String? = nil,
    credential: Credential,
    database: String = "master",
    applicationName: String = "Linkflow",
    loginTimeout: Duration = .seconds(15)
  ) {
    self.server = server
    self.driver = driver
    self.encryption = encryption
    self.caFile = caFile
    self.trustsServerCertificate = trustsServerCertificate
    self.certificateHost = certificateHost
    self.credential = credential
    self.database = database
    self.applicationName = applicationName
    self.loginTimeout = loginTimeout
  }
}
