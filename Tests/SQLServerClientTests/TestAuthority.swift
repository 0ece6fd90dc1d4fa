import Crypto
import Foundation
import LabTDS
import NIOSSL
import SwiftASN1
import X509

/// An issuer of its own, whose PEM file clients are given to trust.
struct TestAuthority {
  /// Microsoft's driver can trust one file in a process.
  static let shared: TestAuthority = {
    do {
      return try TestAuthority()
    } catch {
      preconditionFailure("a certificate can be made: \(error)")
    }
  }()

  let caFile: String
  private let name: DistinguishedName
  private let key = P256.Signing.PrivateKey()

  init() throws {
    name = try DistinguishedName { CommonName("Linkflow tests") }
    caFile = FileManager.default.temporaryDirectory.path + "/linkflow-ca-\(UUID()).pem"
    let certificate = try Self.certificate(name, name, key.publicKey, key, isAuthority: true)
    try certificate.serializeAsPEM().pemString
      .write(toFile: caFile, atomically: true, encoding: .utf8)
  }

  /// A certificate for `localhost`, in both ways of TDS.
  func encryption() throws -> TDSEncryption {
    let own = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName("localhost") }
    let certificate = try Self.certificate(subject, name, own.publicKey, key, isAuthority: false)
    let pem = try certificate.serializeAsPEM().pemString
    return try TDSEncryption(
      certificateChain: NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)),
      privateKey: NIOSSLPrivateKey(bytes: Array(own.pemRepresentation.utf8), format: .pem)
    )
  }

  func remove() { try? FileManager.default.removeItem(atPath: caFile) }

  private static func certificate(
    _ subject: DistinguishedName,
    _ issuer: DistinguishedName,
    _ publicKey: P256.Signing.PublicKey,
    _ signer: P256.Signing.PrivateKey,
    isAuthority: Bool
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
        if isAuthority {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        } else {
          SubjectAlternativeNames([.dnsName("localhost")])
        }
      },
      issuerPrivateKey: .init(signer)
    )
  }
}
