import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// An issuer of its own, whose PEM file clients are given to trust.
struct TestAuthority {
  let caFile: String
  private let name: DistinguishedName
  private let key = P256.Signing.PrivateKey()

  init() throws {
    name = try DistinguishedName { CommonName("Linkflow tests") }
    caFile = FileManager.default.temporaryDirectory.path + "/linkflow-ca-\(UUID()).pem"
    let certificate = try Self.certificate(name, name, key.publicKey, key, dnsName: nil)
    try certificate.serializeAsPEM().pemString
      .write(toFile: caFile, atomically: true, encoding: .utf8)
  }

  /// A server's side of TLS, with a certificate for the name.
  func serverConfiguration(name dnsName: String) throws -> TLSConfiguration {
    let own = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName(dnsName) }
    let certificate = try Self.certificate(subject, name, own.publicKey, key, dnsName: dnsName)
    let pem = try certificate.serializeAsPEM().pemString
    return try TLSConfiguration.makeServerConfiguration(
      certificateChain: NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
      privateKey: .privateKey(
        NIOSSLPrivateKey(bytes: Array(own.pemRepresentation.utf8), format: .pem)
      )
    )
  }

  func remove() { try? FileManager.default.removeItem(atPath: caFile) }

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
