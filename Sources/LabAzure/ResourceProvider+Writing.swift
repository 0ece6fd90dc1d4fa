import Foundation
import LabEstate

extension ResourceProvider {
  func putTrustCertificate(
    _ name: String,
    _ body: Data,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    let server = try server(address)
    let blob = try decode(TrustCertificateBody.self, from: body).properties.publicBlob
    let isNew = try estate.putTrustCertificate(name, publicBlob: blob, on: server.name)
    guard isNew else {
      return try show(.serverTrustCertificates, name, of: address, .currentLinkShape)
    }
    return try accepted(
      trustOperations.succeeded(isDeletion: false, at: try estate.now()),
      .serverTrustCertificates,
      address
    )
  }

  func deleteTrustCertificate(
    _ name: String,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    let server = try server(address)
    guard try estate.deleteTrustCertificate(name, on: server.name) else {
      return ResourceAnswer(204)
    }
    return try accepted(
      trustOperations.succeeded(isDeletion: true, at: try estate.now()),
      .serverTrustCertificates,
      address
    )
  }

  func putLink(
    _ name: String,
    _ request: Request,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    try requireCurrentShape(request.version)
    let server = try server(address)
    let body = try decode(LinkBody.self, from: request.body)
    // As something else would be a silent fiction: the lab's instances begin as secondaries.
    guard body.request.instanceLinkRole == "Secondary" else {
      throw ARMRefusal(501, "NotImplemented", "The lab creates links from SQL Server only.")
    }
    switch try estate.putLink(name, body.request, on: server.name) {
    case .existed(let link):
      let world = try estate.world()
      return try ResourceAnswer(200, document(of: link, in: world, at: address, request.version))
    case .accepted(_, let operation):
      return try accepted(operation.id, .distributedAvailabilityGroups, address)
    }
  }

  func patchLink(
    _ name: String,
    _ request: Request,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    try requireCurrentShape(request.version)
    let server = try server(address)
    let body = try decode(LinkBody.self, from: request.body)
    guard let mode = body.properties.replicationMode, body.properties.databases == nil else {
      throw ARMRefusal(501, "NotImplemented", "The lab alters a link's replicationMode only.")
    }
    let link = try estate.patchLink(name, replicationMode: mode, on: server.name)
    let world = try estate.world()
    return try ResourceAnswer(200, document(of: link, in: world, at: address, request.version))
  }

  func deleteLink(
    _ name: String,
    _ version: APIVersion,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    try requireCurrentShape(version)
    let server = try server(address)
    guard let operation = try estate.deleteLink(name, on: server.name) else {
      return ResourceAnswer(204)
    }
    return try accepted(operation.id, .distributedAvailabilityGroups, address)
  }

  /// Both addresses of an operation: its status, and its result once it has one.
  func operation(
    _ id: String,
    _ view: ResourceAddress.OperationView,
    _ version: APIVersion
  ) throws -> ResourceAnswer {
    let found =
      try trustOperations.operation(id) ?? estate.operation(id).map(FollowedOperation.init)
    guard let operation = found else {
      throw ARMRefusal(404, "OperationIdNotFound", "The operation id '\(id)' was not found.")
    }
    switch view {
    case .status:
      var answer = try ResourceAnswer(200, OperationDocument(operation))
      if operation.status == .inProgress { answer.retryAfter = try retryAfter() }
      return answer
    case .result:
      switch operation.status {
      case .inProgress: return ResourceAnswer(202, retryAfter: try retryAfter())
      case .succeeded:
        return try resource(of: id, version) ?? ResourceAnswer(operation.isDeletion ? 204 : 200)
      case .failed, .canceled:
        throw operation.error
          ?? ARMRefusal(409, "OperationCancelled", "The operation was cancelled.")
      }
    }
  }

  /// The link whose roles an operation changed, which is that operation's result.
  private func resource(of operation: String, _ version: APIVersion) throws -> ResourceAnswer? {
    let world = try estate.world()
    for server in world.managedInstances {
      guard let instance = server.instance,
        let found = instance.operations.first(where: { $0.id.isSameWord(as: operation) }),
        [.failover, .setRole].contains(found.kind), let link = instance.link(named: found.resource)
      else { continue }
      let address = ResourceAddress.Instance(
        subscription: instance.subscription,
        resourceGroup: instance.resourceGroup,
        name: server.name
      )
      return try ResourceAnswer(200, document(of: link, in: world, at: address, version))
    }
    return nil
  }

  func accepted(
    _ operation: String,
    _ collection: ResourceAddress.Child,
    _ address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    ResourceAnswer(
      202,
      operation: ResourceAnswer.Operation(
        id: operation,
        subscription: address.subscription,
        location: try server(address).instance?.location ?? "",
        collection: collection
      ),
      retryAfter: try retryAfter()
    )
  }
}
