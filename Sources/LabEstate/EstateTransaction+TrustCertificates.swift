extension EstateTransaction {
  /// Uploads a partner's certificate; true when it is new, false when the same one was there.
  ///
  /// - Throws: `ARMRefusal` for a blob that is no certificate, or another one under the name.
  package mutating func putTrustCertificate(
    _ name: String,
    publicBlob: String,
    on instanceName: String
  ) throws -> Bool {
    guard let der = Blob(hex: publicBlob), !der.bytes.isEmpty,
      (try? CertificateAuthority.read(der, id: 0, name: name, privateKey: .none)) != nil
    else {
      throw ARMRefusal(
        400,
        "InvalidPublicBlob",
        "The public blob of certificate '\(name)' is not a certificate in hexadecimal DER."
      )
    }
    let old = server(instanceName).instance?.trustCertificates
      .first { $0.name.isSameName(as: name) }
    if let old {
      guard old.der == der else {
        throw ARMRefusal(
          409,
          "ServerTrustCertificateAlreadyExists",
          "Another certificate is already uploaded under the name '\(name)'."
        )
      }
      return false
    }
    world.update(instance: instanceName) { instance in
      instance.trustCertificates.append(
        ManagedInstance.TrustCertificate(
          name: name,
          der: der,
          thumbprint: CertificateAuthority.thumbprint(of: der)
        )
      )
    }
    try recordEffect(on: server(instanceName).name, "put_trust_certificate", name)
    return true
  }

  /// False when there was none (204).
  package mutating func deleteTrustCertificate(
    _ name: String,
    on instanceName: String
  ) throws -> Bool {
    let held = server(instanceName).instance?.trustCertificates ?? []
    guard held.contains(where: { $0.name.isSameName(as: name) }) else { return false }
    world.update(instance: instanceName) { instance in
      instance.trustCertificates.removeAll { $0.name.isSameName(as: name) }
    }
    try recordEffect(on: server(instanceName).name, "delete_trust_certificate", name)
    return true
  }
}
