import Crypto
import Foundation
package import NIOSSL
import SwiftASN1
import X509

/// The certificate authority of one lab and the certificate that all its doors show.
///
/// The authority's key is thrown away once it has signed: who trusts `ca.pem` trusts this lab alone.
package struct LabCertificates: Sendable {
  package let chain: [NIOSSLCertificate]
  package let privateKey: NIOSSLPrivateKey

  /// Reads them from the lab's directory, or makes them for the names beside `localhost`.
  init(in directory: LabDirectory, names: [String]) throws {
    if !directory.has(.serverKey) {
      try Self.make(in: directory, names: names)
    }
    chain = try NIOSSLCertificate.fromPEMFile(directory.path(of: .serverCertificate))
    privateKey = try NIOSSLPrivateKey(file: directory.path(of: .serverKey), format: .pem)
  }

  private static let validity: TimeInterval = 5 * 365 * 86_400

  private static func make(in directory: LabDirectory, names: [String]) throws {
    let authorityKey = P256.Signing.PrivateKey()
    let serverKey = P256.Signing.PrivateKey()
    let authorityName = try DistinguishedName {
      OrganizationName("Linkflow lab")
      CommonName("Linkflow lab CA \(UUID().uuidString.prefix(8))")
    }
    let authorityKeyIdentifier = keyIdentifier(of: authorityKey)
    let authority = try sign(
      authorityKey.publicKey,
      subject: authorityName,
      issuer: authorityName,
      by: authorityKey,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(keyIdentifier: authorityKeyIdentifier)
      }
    )
    let server = try sign(
      serverKey.publicKey,
      subject: try DistinguishedName { CommonName("localhost") },
      issuer: authorityName,
      by: authorityKey,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectKeyIdentifier(keyIdentifier: keyIdentifier(of: serverKey))
        AuthorityKeyIdentifier(keyIdentifier: authorityKeyIdentifier)
        SubjectAlternativeNames(alternativeNames(names))
      }
    )
    try directory.write(try authority.serializeAsPEM().pemString + "\n", to: .authority)
    try directory.write(try server.serializeAsPEM().pemString + "\n", to: .serverCertificate)
    // Last, for its presence says that all three are there.
    try directory.write(serverKey.pemRepresentation + "\n", to: .serverKey)
  }

  private static func alternativeNames(_ names: [String]) -> [GeneralName] {
    let dnsNames = (["localhost"] + names).map { GeneralName.dnsName($0) }
    return dnsNames + [.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))]
  }

  private static func keyIdentifier(of key: P256.Signing.PrivateKey) -> ArraySlice<UInt8> {
    ArraySlice(Insecure.SHA1.hash(data: key.publicKey.x963Representation))
  }

  private static func sign(
    _ key: P256.Signing.PublicKey,
    subject: DistinguishedName,
    issuer: DistinguishedName,
    by signer: P256.Signing.PrivateKey,
    extensions: Certificate.Extensions
  ) throws -> Certificate {
    // From yesterday: the clock of whoever checks it may be behind.
    let start = Date(timeIntervalSinceNow: -86_400)
    return try Certificate(
      version: .v3,
      serialNumber: Certificate.SerialNumber(),
      publicKey: Certificate.PublicKey(key),
      notValidBefore: start,
      notValidAfter: start.addingTimeInterval(validity),
      issuer: issuer,
      subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: extensions,
      issuerPrivateKey: Certificate.PrivateKey(signer)
    )
  }
}
