import LabEstate

extension ResourceProvider {
  /// The one endpoint certificate that an instance has, by the name of the endpoint's type.
  private static let mirroring = "DATABASE_MIRRORING"
  /// The one name that an encryption protector has.
  private static let currentProtector = "current"
  /// master, tempdb, model and msdb, which ARM does not show.
  private static let systemDatabases = 1...4

  func list(
    _ child: ResourceAddress.Child,
    of address: ResourceAddress.Instance,
    _ version: APIVersion
  ) throws -> ResourceAnswer {
    let world = try estate.world()
    let server = try server(address)
    guard let instance = server.instance else { return ResourceAnswer(404) }
    switch child {
    case .databases:
      return try ResourceAnswer(200, ListDocument(value: databases(of: server, at: address)))
    case .endpointCertificates:
      return try ResourceAnswer(
        200,
        ListDocument(value: [endpointCertificate(of: instance, at: address)])
      )
    case .serverTrustCertificates:
      let documents = instance.trustCertificates.map { document(of: $0, at: address) }
      return try ResourceAnswer(200, ListDocument(value: documents))
    case .distributedAvailabilityGroups:
      try requireCurrentShape(version)
      let documents = instance.links.map { document(of: $0, in: world, at: address, version) }
      return try ResourceAnswer(200, ListDocument(value: documents))
    case .operations:
      let documents = instance.operations.map { operation in
        resource(
          .operations,
          operation.id,
          at: address,
          InstanceOperationProperties(operation, of: server.name)
        )
      }
      return try ResourceAnswer(200, ListDocument(value: documents))
    case .encryptionProtector:
      let document = encryptionProtector(at: address)
      return try ResourceAnswer(200, ListDocument(value: [document]))
    }
  }

  func show(
    _ child: ResourceAddress.Child,
    _ name: String,
    of address: ResourceAddress.Instance,
    _ version: APIVersion
  ) throws -> ResourceAnswer {
    let world = try estate.world()
    let server = try server(address)
    guard let instance = server.instance else { return ResourceAnswer(404) }
    switch child {
    case .databases:
      let found = databases(of: server, at: address).first { $0.name.isSameWord(as: name) }
      if let found { return try ResourceAnswer(200, found) }
    case .endpointCertificates:
      if name.isSameWord(as: Self.mirroring) {
        return try ResourceAnswer(200, endpointCertificate(of: instance, at: address))
      }
    case .serverTrustCertificates:
      let found = instance.trustCertificates.first { $0.name.isSameWord(as: name) }
      if let found { return try ResourceAnswer(200, document(of: found, at: address)) }
    case .distributedAvailabilityGroups:
      try requireCurrentShape(version)
      if let link = instance.link(named: name) {
        return try ResourceAnswer(200, document(of: link, in: world, at: address, version))
      }
    case .operations:
      let found = instance.operations.first { $0.id.isSameWord(as: name) }
      if let found {
        let properties = InstanceOperationProperties(found, of: server.name)
        return try ResourceAnswer(200, resource(child, found.id, at: address, properties))
      }
    case .encryptionProtector:
      if name.isSameWord(as: Self.currentProtector) {
        return try ResourceAnswer(200, encryptionProtector(at: address))
      }
    }
    throw Self.notFound("\(child.type)/\(name)", in: address.resourceGroup)
  }

  /// Before 2023 a link had other property names, which no client of today sends.
  func requireCurrentShape(_ version: APIVersion) throws {
    guard version < .currentLinkShape else { return }
    throw ARMRefusal(
      400,
      "InvalidApiVersionParameter",
      "The lab shows distributed availability groups from api-version 2023-02-01-preview on."
    )
  }

  func document(
    of link: Link,
    in world: World,
    at address: ResourceAddress.Instance,
    _ version: APIVersion
  ) -> ResourceDocument<LinkProperties> {
    resource(
      .distributedAvailabilityGroups,
      link.name,
      at: address,
      LinkProperties(link, in: world, version: version)
    )
  }

  func document(
    of certificate: ManagedInstance.TrustCertificate,
    at address: ResourceAddress.Instance
  ) -> ResourceDocument<TrustCertificateProperties> {
    resource(
      .serverTrustCertificates,
      certificate.name,
      at: address,
      TrustCertificateProperties(certificate)
    )
  }

  private func databases(
    of server: Server,
    at address: ResourceAddress.Instance
  ) -> [ResourceDocument<DatabaseProperties>] {
    server.databases.filter { !Self.systemDatabases.contains($0.id) }.map { database in
      var document = resource(
        .databases,
        database.name,
        at: address,
        DatabaseProperties(database, collation: server.collation)
      )
      document.location = server.instance?.location
      return document
    }
  }

  private func endpointCertificate(
    of instance: ManagedInstance,
    at address: ResourceAddress.Instance
  ) -> ResourceDocument<EndpointCertificateProperties> {
    resource(
      .endpointCertificates,
      Self.mirroring,
      at: address,
      EndpointCertificateProperties(publicBlob: instance.endpointCertificate.der.hex)
    )
  }

  /// The lab's instances encrypt with keys that Azure keeps.
  private func encryptionProtector(
    at address: ResourceAddress.Instance
  ) -> ResourceDocument<EncryptionProtectorProperties> {
    resource(
      .encryptionProtector,
      Self.currentProtector,
      at: address,
      EncryptionProtectorProperties()
    )
  }

  private func resource<Properties: Encodable>(
    _ child: ResourceAddress.Child,
    _ name: String,
    at address: ResourceAddress.Instance,
    _ properties: Properties
  ) -> ResourceDocument<Properties> {
    ResourceDocument(
      id: address.id(child, name),
      name: name,
      type: child.type,
      properties: properties
    )
  }
}
