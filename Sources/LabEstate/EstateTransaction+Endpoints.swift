/// The clauses of `CREATE` or `ALTER ENDPOINT … FOR DATABASE_MIRRORING`; nil is "not given".
package struct EndpointClauses: Hashable, Sendable {
  package var state: MirroringEndpoint.State?
  package var port: Int?
  package var address: String?
  package var listensOnAll = true
  package var role: MirroringEndpoint.Role?
  package var authentication: MirroringEndpoint.Authentication?
  package var certificate: String?
  package var isEncryptionRequired: Bool?
  package var algorithm: MirroringEndpoint.Algorithm?

  package init() {}
}

extension EstateTransaction {
  package mutating func createEndpoint(
    _ name: String,
    _ clauses: EndpointClauses,
    on server: String
  ) throws {
    let host = self.server(server)
    if host.endpoint != nil {
      throw TSQLMessage(
        7862,
        "An endpoint of the requested type already exists.  Only one endpoint of this type is "
          + "supported.  Use ALTER ENDPOINT or DROP the existing endpoint and execute the CREATE "
          + "ENDPOINT statement."
      )
    }
    let endpoint = MirroringEndpoint(
      id: 65_536,
      name: name,
      state: clauses.state ?? .stopped,
      port: clauses.port ?? 5022,
      address: clauses.address,
      role: clauses.role ?? .all,
      authentication: clauses.authentication ?? .negotiate,
      certificateID: try certificateID(clauses.certificate, on: host),
      isEncryptionRequired: clauses.isEncryptionRequired ?? true,
      algorithm: clauses.algorithm ?? .aes,
      availableFrom: now
    )
    world.update(server: server) { $0.endpoint = endpoint }
    try recordEffect(on: server, "create_endpoint", name, detail: "port \(endpoint.port)")
  }

  /// Alters what is given and drops the sessions of all groups for a moment.
  package mutating func alterEndpoint(
    _ name: String,
    _ clauses: EndpointClauses,
    on server: String
  ) throws {
    let host = self.server(server)
    guard var endpoint = host.endpoint, endpoint.name.isSameName(as: name) else {
      throw TSQLMessage.cannot("alter", "endpoint", name)
    }
    if let state = clauses.state { endpoint.state = state }
    if let port = clauses.port {
      endpoint.port = port
      endpoint.address = clauses.address
    }
    if let role = clauses.role { endpoint.role = role }
    if let authentication = clauses.authentication {
      endpoint.authentication = authentication
      endpoint.certificateID = try certificateID(clauses.certificate, on: host)
    }
    if let required = clauses.isEncryptionRequired { endpoint.isEncryptionRequired = required }
    if let algorithm = clauses.algorithm { endpoint.algorithm = algorithm }
    endpoint.availableFrom = now + .seconds(5)
    let altered = endpoint
    world.update(server: server) { $0.endpoint = altered }
    try recordEffect(on: server, "alter_endpoint", name)
  }

  package mutating func dropEndpoint(_ name: String, on server: String) throws {
    guard self.server(server).endpoint?.name.isSameName(as: name) == true else {
      throw TSQLMessage.cannot("drop", "endpoint", name)
    }
    world.update(server: server) { $0.endpoint = nil }
    try recordEffect(on: server, "drop_endpoint", name)
  }

  private func certificateID(_ name: String?, on host: Server) throws -> Int {
    guard let name else { return 0 }
    guard let certificate = host.certificate(named: name) else {
      throw TSQLMessage.cannot("find", "certificate", name)
    }
    guard certificate.privateKey == .masterKey else {
      throw TSQLMessage.lab(
        "The certificate '\(name)' has no private key, so that the endpoint cannot "
          + "authenticate with it."
      )
    }
    return certificate.id
  }
}
