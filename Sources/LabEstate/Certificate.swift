/// A certificate in a server's `master` database, or one that an instance owns.
package struct Certificate: Hashable, Codable, Sendable {
  /// `pvt_key_encryption_type` of `sys.certificates`.
  package enum PrivateKey: String, Codable, Sendable {
    case none = "NA"
    case masterKey = "MK"
  }

  package var id: Int
  package var name: String
  package var privateKey: PrivateKey
  package var der: Blob
  /// SHA-1 of the DER, as `sys.certificates.thumbprint` shows it.
  package var thumbprint: Blob
  package var subject: String
  package var issuer: String
  package var serialNumber: String
  package var start: EstateInstant
  package var expiry: EstateInstant
}

/// A certificate that a server trusts to issue those of a DNS suffix (`sp_certificate_add_issuer`).
package struct TrustedIssuer: Hashable, Codable, Sendable {
  package var certificateID: Int
  /// For instance `*.database.windows.net`.
  package var dnsName: String
}
