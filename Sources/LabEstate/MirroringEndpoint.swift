/// The one DATABASE_MIRRORING endpoint that a server may have.
package struct MirroringEndpoint: Hashable, Codable, Sendable {
  package enum State: Int, Codable, Sendable { case started = 0, stopped, disabled }
  package enum Role: Int, Codable, Sendable { case none = 0, partner, witness, all }
  /// `encryption_algorithm` of `sys.database_mirroring_endpoints`.
  package enum Algorithm: Int, Codable, Sendable {
    case none = 0
    case rc4 = 1
    case aes = 2
    case rc4AES = 5
    case aesRC4 = 6
  }
  /// `connection_auth` of `sys.database_mirroring_endpoints`.
  package enum Authentication: Int, Codable, Sendable {
    case ntlm = 1
    case kerberos, negotiate, certificate
    case ntlmCertificate, kerberosCertificate, negotiateCertificate
    case certificateNTLM, certificateKerberos, certificateNegotiate

    package var usesCertificate: Bool { rawValue >= Self.certificate.rawValue }

    package var name: String {
      switch self {
      case .ntlm: "NTLM"
      case .kerberos: "KERBEROS"
      case .negotiate: "NEGOTIATE"
      case .certificate: "CERTIFICATE"
      case .ntlmCertificate: "NTLM, CERTIFICATE"
      case .kerberosCertificate: "KERBEROS, CERTIFICATE"
      case .negotiateCertificate: "NEGOTIATE, CERTIFICATE"
      case .certificateNTLM: "CERTIFICATE, NTLM"
      case .certificateKerberos: "CERTIFICATE, KERBEROS"
      case .certificateNegotiate: "CERTIFICATE, NEGOTIATE"
      }
    }
  }

  package var id: Int
  package var name: String
  package var state: State
  package var port: Int
  /// Nil listens on all addresses.
  package var address: String?
  package var role: Role
  package var authentication: Authentication
  /// 0 without certificate authentication.
  package var certificateID: Int
  package var isEncryptionRequired: Bool
  package var algorithm: Algorithm
  /// An alteration drops the sessions of all groups on it until then.
  package var availableFrom: EstateInstant

  package init(
    id: Int,
    name: String,
    state: State,
    port: Int,
    address: String? = nil,
    role: Role,
    authentication: Authentication,
    certificateID: Int,
    isEncryptionRequired: Bool,
    algorithm: Algorithm,
    availableFrom: EstateInstant
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.port = port
    self.address = address
    self.role = role
    self.authentication = authentication
    self.certificateID = certificateID
    self.isEncryptionRequired = isEncryptionRequired
    self.algorithm = algorithm
    self.availableFrom = availableFrom
  }
}
