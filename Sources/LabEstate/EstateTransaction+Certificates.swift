extension EstateTransaction {
  /// `CREATE MASTER KEY` in `master`.
  package mutating func createMasterKey(on server: String) throws {
    guard !self.server(server).hasMasterKey else {
      throw TSQLMessage(
        15578,
        "There is already a master key in the database. Please drop it before performing this "
          + "statement."
      )
    }
    world.update(server: server) { $0.hasMasterKey = true }
    try recordEffect(on: server, "create_master_key", "master")
  }

  /// `CREATE CERTIFICATE … WITH SUBJECT`, the private key under the master key.
  package mutating func createCertificate(
    _ name: String,
    subject: String,
    start: EstateInstant? = nil,
    expiry: EstateInstant? = nil,
    on server: String
  ) throws {
    let host = self.server(server)
    guard host.hasMasterKey else {
      throw TSQLMessage(
        15581,
        "Please create a master key in the database or open the master key in the session before "
          + "performing this operation."
      )
    }
    if host.certificate(named: name) != nil { throw Self.certificateExists(name) }
    let start = start ?? now
    let der = try CertificateAuthority.selfSigned(
      subject: subject,
      from: start,
      until: expiry ?? start + .seconds(365 * 86_400)
    )
    try add(der, name: name, privateKey: .masterKey, on: server)
    try recordEffect(on: server, "create_certificate", name, detail: subject)
  }

  /// `CREATE CERTIFICATE … FROM BINARY`, without a private key.
  package mutating func importCertificate(
    _ name: String,
    der: Blob,
    on server: String
  ) throws {
    let host = self.server(server)
    let thumbprint = CertificateAuthority.thumbprint(of: der)
    if host.certificates.contains(where: { $0.thumbprint == thumbprint })
      || host.certificate(named: name) != nil
    {
      throw Self.certificateExists(name)
    }
    do {
      try add(der, name: name, privateKey: .none, on: server)
    } catch {
      throw TSQLMessage(
        15208,
        "The certificate, asymmetric key, or private key file is not valid or does not exist; or "
          + "you do not have permissions for it."
      )
    }
    try recordEffect(on: server, "import_certificate", name)
  }

  package mutating func dropCertificate(_ name: String, on server: String) throws {
    let host = self.server(server)
    guard let certificate = host.certificate(named: name) else {
      throw TSQLMessage.cannot("drop", "certificate", name)
    }
    if host.endpoint?.certificateID == certificate.id {
      throw TSQLMessage(
        15352,
        "The certificate cannot be dropped because one or more entities are either signed or "
          + "encrypted using it."
      )
    }
    world.update(server: server) { server in
      server.certificates.removeAll { $0.id == certificate.id }
      server.issuers.removeAll { $0.certificateID == certificate.id }
    }
    try recordEffect(on: server, "drop_certificate", certificate.name)
  }

  /// `sp_certificate_add_issuer`; a second time is refused.
  package mutating func addIssuer(
    certificateID: Int,
    dnsName: String,
    on server: String
  ) throws {
    let host = self.server(server)
    guard let certificate = host.certificates.first(where: { $0.id == certificateID }) else {
      throw TSQLMessage.cannot("find", "certificate", String(certificateID))
    }
    let issuer = TrustedIssuer(certificateID: certificateID, dnsName: dnsName.lowercased())
    if host.issuers.contains(issuer) {
      throw TSQLMessage.lab(
        "The certificate '\(certificate.name)' has been already added as a trusted issuer for DNS "
          + "name '\(dnsName)'."
      )
    }
    world.update(server: server) { $0.issuers.append(issuer) }
    try recordEffect(on: server, "add_issuer", certificate.name, detail: dnsName)
  }

  /// `sp_validate_certificate_ca_chain`: refuses a certificate that ends in no trusted root.
  package func validateChain(certificateID: Int, on server: String) throws {
    let host = self.server(server)
    guard let certificate = host.certificates.first(where: { $0.id == certificateID }) else {
      throw TSQLMessage.cannot("find", "certificate", String(certificateID))
    }
    let isRoot = host.issuers.contains { $0.certificateID == certificateID }
    let owner = world.managedInstances.first {
      $0.instance?.endpointCertificate.der == certificate.der
    }
    let trusted = owner?.instance.map { world.trusts(host, domainSuffix: $0.domainSuffix) }
    guard certificate.expiry > now, isRoot || trusted == true else {
      throw TSQLMessage.lab(
        "The certificate '\(certificate.name)' could not be validated: its chain does not end in "
          + "a certification authority that this server trusts."
      )
    }
  }

  private mutating func add(
    _ der: Blob,
    name: String,
    privateKey: Certificate.PrivateKey,
    on server: String
  ) throws {
    let used = self.server(server).certificates.map(\.id)
    let certificate = try CertificateAuthority.read(
      der,
      id: max(255, used.max() ?? 0) + 1,
      name: name,
      privateKey: privateKey
    )
    world.update(server: server) { $0.certificates.append(certificate) }
  }

  private static func certificateExists(_ name: String) -> TSQLMessage {
    TSQLMessage(
      15232,
      "A certificate with name '\(name)' already exists or this certificate already has been "
        + "added to the database."
    )
  }
}
