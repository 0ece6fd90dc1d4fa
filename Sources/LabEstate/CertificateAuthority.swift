import Crypto
import Foundation
import SwiftASN1
import X509

/// Makes and reads X.509 certificates.
///
/// Keys are P-256 where the product would use RSA: nothing in the lab signs with them, and they
/// cost a millisecond.
package struct CertificateAuthority: Sendable {
  /// The PEM of the root's private key.
  package var keyPEM: String
  package var certificate: Blob

  package init(keyPEM: String, certificate: Blob) {
    self.keyPEM = keyPEM
    self.certificate = certificate
  }

  package init(commonName: String, from start: EstateInstant) throws {
    let key = P256.Signing.PrivateKey()
    keyPEM = key.pemRepresentation
    certificate = try Self.make(
      subject: DistinguishedName { CommonName(commonName) },
      issuer: DistinguishedName { CommonName(commonName) },
      publicKey: key.publicKey,
      signer: key,
      start: start,
      expiry: start + .seconds(3650 * 86_400),
      isAuthority: true
    )
  }

  /// Issues a certificate whose subject is the DNS name.
  package func issue(
    dnsName: String,
    from start: EstateInstant,
    until expiry: EstateInstant
  ) throws -> Blob {
    let root = try X509.Certificate(derEncoded: certificate.bytes)
    return try Self.make(
      subject: DistinguishedName { CommonName(dnsName) },
      issuer: root.subject,
      publicKey: P256.Signing.PrivateKey().publicKey,
      signer: P256.Signing.PrivateKey(pemRepresentation: keyPEM),
      start: start,
      expiry: expiry,
      dnsName: dnsName
    )
  }

  /// What `CREATE CERTIFICATE … WITH SUBJECT` makes.
  package static func selfSigned(
    subject: String,
    from start: EstateInstant,
    until expiry: EstateInstant
  ) throws -> Blob {
    let key = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName(subject) }
    return try make(
      subject: name,
      issuer: name,
      publicKey: key.publicKey,
      signer: key,
      start: start,
      expiry: expiry
    )
  }

  /// Reads the fields that `sys.certificates` shows; throws when the bytes are no certificate.
  package static func read(
    _ der: Blob,
    id: Int,
    name: String,
    privateKey: Certificate.PrivateKey
  ) throws -> Certificate {
    let parsed = try X509.Certificate(derEncoded: der.bytes)
    return Certificate(
      id: id,
      name: name,
      privateKey: privateKey,
      der: der,
      thumbprint: thumbprint(of: der),
      subject: parsed.subject.description,
      issuer: parsed.issuer.description,
      serialNumber: parsed.serialNumber.bytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      .joined(separator: " "),
      start: EstateInstant(unixSeconds: parsed.notValidBefore.timeIntervalSince1970),
      expiry: EstateInstant(unixSeconds: parsed.notValidAfter.timeIntervalSince1970)
    )
  }

  package static func thumbprint(of der: Blob) -> Blob {
    Blob(Array(Insecure.SHA1.hash(data: der.bytes)))
  }
}
