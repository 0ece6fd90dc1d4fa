extension World {
  /// SHA-1 of Microsoft RSA Root Certificate Authority 2017 and of DigiCert Global Root G2.
  package static let publicRootThumbprints = [
    "73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74", "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4",
  ]

  /// Whether a server accepts certificates that instances of the domain present.
  ///
  /// The declared rule of the lab: an instance's certificate ends in the lab's own root, and both
  /// public roots, imported and added as issuers for the domain, stand for trusting it. The lab's
  /// root itself does as well.
  package func trusts(_ server: Server, domainSuffix: String) -> Bool {
    let trusted = Set(
      server.issuers
        .filter { $0.dnsName.isSameName(as: "*." + domainSuffix) }
        .compactMap { issuer in
          server.certificates.first { $0.id == issuer.certificateID }?.thumbprint.hex
        }
    )
    return trusted.isSuperset(of: Self.publicRootThumbprints)
      || trusted.contains(CertificateAuthority.thumbprint(of: rootCertificate).hex)
  }

  /// The server whose started endpoint a URL such as `TCP://10.0.0.4:5022` reaches.
  package func partner(at endpoint: String) -> Server? {
    guard let address = EndpointAddress(endpoint) else { return nil }
    return servers.first { server in
      server.endpoint?.state == .started && server.endpoint?.port == address.port
        && server.addresses.contains { $0.isSameName(as: address.host) }
    }
  }

  /// What keeps a link from starting; nil when data may flow.
  package func obstacle(to link: Link, on instanceName: String) -> LinkObstacle? {
    guard let host = server(named: instanceName), let instance = host.instance,
      let partner = partner(at: link.request.partnerEndpoint), let endpoint = partner.endpoint,
      endpoint.role == .all, endpoint.authentication.usesCertificate,
      [.aes, .rc4AES, .aesRC4].contains(endpoint.algorithm),
      let own = partner.certificates.first(where: { $0.id == endpoint.certificateID })
    else { return .notConnected }
    guard instance.trustCertificates.contains(where: { $0.der == own.der }) else {
      return .certificateMissingOnInstance
    }
    guard partner.certificate(named: host.serverName)?.der == instance.endpointCertificate.der
    else { return .certificateMissingOnServer }
    guard trusts(partner, domainSuffix: instance.domainSuffix), own.expiry > time else {
      return .notConnected
    }
    guard let group = partner.group(named: link.request.partnerAvailabilityGroupName),
      !group.isDistributed,
      let distributed = partner.group(named: link.name),
      answers(distributed, to: link, fqdn: host.serverName)
    else { return .groupSilent }
    let served = link.request.databases.allSatisfy { name in
      group.databases.contains { $0.isSameName(as: name) }
    }
    guard served else { return .databaseSilent }
    let options = link.request.databases.compactMap { partner.database(named: $0)?.options }
    if options.contains(where: { $0.logFiles > 1 }) { return .severalLogFiles }
    if options.contains(where: \.hasFilestream) { return .filestream }
    return options.contains(where: \.isEncrypted) ? .encryptionKeyMissing : nil
  }

  private func answers(_ group: AvailabilityGroup, to link: Link, fqdn: String) -> Bool {
    guard group.isDistributed, group.replicas.count == 2 else { return false }
    let local = group.replicas.contains {
      $0.serverName.isSameName(as: link.request.partnerAvailabilityGroupName)
    }
    let remote = group.replicas.first {
      $0.serverName.isSameName(as: link.request.instanceAvailabilityGroupName)
    }
    guard local, let url = remote?.endpointURL, let address = EndpointAddress(url) else {
      return false
    }
    let short = fqdn.prefix { $0 != "." }
    return address.host.isSameName(as: fqdn) && address.port == 5022
      && address.serverName.map { $0.isSameName(as: short) } ?? false
  }
}

/// The parts of `tcp://host:port;Server=[name];Database=[name]`.
package struct EndpointAddress: Hashable, Sendable {
  package var host: String
  package var port: Int
  package var serverName: String?

  package init?(_ url: String) {
    let parts = url.split(separator: ";")
    guard let address = parts.first, address.lowercased().hasPrefix("tcp://") else { return nil }
    let rest = address.dropFirst("tcp://".count)
    guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...])
    else { return nil }
    host = String(rest[..<colon])
    self.port = port
    let server = parts.dropFirst().first { $0.lowercased().hasPrefix("server=[") }
    serverName = server.map { String($0.dropFirst("server=[".count).prefix { $0 != "]" }) }
  }
}
