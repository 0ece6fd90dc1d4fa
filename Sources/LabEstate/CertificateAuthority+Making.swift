import Crypto
import Foundation
import SwiftASN1
import X509

extension CertificateAuthority {
  static func make(
    subject: DistinguishedName,
    issuer: DistinguishedName,
    publicKey: P256.Signing.PublicKey,
    signer: P256.Signing.PrivateKey,
    start: EstateInstant,
    expiry: EstateInstant,
    dnsName: String? = nil,
    isAuthority: Bool = false
  ) throws -> Blob {
    let certificate = try X509.Certificate(
      version: .v3,
      serialNumber: X509.Certificate.SerialNumber(),
      publicKey: .init(publicKey),
      notValidBefore: Date(timeIntervalSince1970: start.unixSeconds.rounded(.down)),
      notValidAfter: Date(timeIntervalSince1970: expiry.unixSeconds.rounded(.down)),
      issuer: issuer,
      subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: X509.Certificate.Extensions {
        if isAuthority {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        }
        if let dnsName {
          SubjectAlternativeNames([.dnsName(dnsName)])
        }
      },
      issuerPrivateKey: .init(signer)
    )
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return Blob(serializer.serializedBytes)
  }
}
