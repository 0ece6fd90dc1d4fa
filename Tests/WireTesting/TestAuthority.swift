import Crypto
import Foundation
import SwiftASN1
import X509

/// An issuer of its own, whose PEM file clients are given to trust.
package struct TestAuthority: Sendable {
  /// One for a process, which is as much as Microsoft's ODBC driver can trust.
  package static let shared: TestAuthority = {
    do {
      return try TestAuthority()
    } catch {
      preconditionFailure("a certificate can be made: \(error)")
    }
  }()

  /// A server's certificate and its private key, in PEM.
  package struct Identity: Sendable {
    package var certificate: String
    package var key: String
  }

  package let caFile: String
  private let name: DistinguishedName
  private let key = P256.Signing.PrivateKey()

  package init() throws {
    name = try DistinguishedName { CommonName("Linkflow tests") }
    caFile = FileManager.default.temporaryDirectory.path + "/linkflow-ca-\(UUID()).pem"
    let certificate = try Self.certificate(name, name, key.publicKey, key, dnsName: nil)
    try certificate.serializeAsPEM().pemString
      .write(toFile: caFile, atomically: true, encoding: .utf8)
  }

  /// Proves a server that is called by this name.
  package func identity(of dnsName: String) throws -> Identity {
    let own = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName(dnsName) }
    let certificate = try Self.certificate(subject, name, own.publicKey, key, dnsName: dnsName)
    return Identity(
      certificate: try certificate.serializeAsPEM().pemString,
      key: own.pemRepresentation
    )
  }

  package func remove() { try? FileManager.default.removeItem(atPath: caFile) }

  private static func certificate(
    _ subject: DistinguishedName,
    _ issuer: DistinguishedName,
    _ publicKey: P256.Signing.PublicKey,
    _ signer: P256.Signing.PrivateKey,
    dnsName: String?
  ) throws -> Certificate {
    try Certificate(
      version: .v3,
      serialNumber: Certificate.SerialNumber(),
      publicKey: .init(publicKey),
      notValidBefore: Date(timeIntervalSinceNow: -3600),
      notValidAfter: Date(timeIntervalSinceNow: 86_400),
      issuer: issuer,
      subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        if let dnsName {
          SubjectAlternativeNames([.dnsName(dnsName)])
        } else {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        }
      },
      issuerPrivateKey: .init(signer)
    )
  }
}
