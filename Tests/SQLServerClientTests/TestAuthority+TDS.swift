import LabTDS
import NIOSSL
import WireTesting

extension TestAuthority {
  /// A certificate for `localhost`, in both ways of TDS.
  func encryption() throws -> TDSEncryption {
    let identity = try identity(of: "localhost")
    return try TDSEncryption(
      certificateChain: NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)),
      privateKey: NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)
    )
  }
}
