import Foundation
import LabEstate

/// ARM over the estate: an address, a method and a body become an answer.
struct ResourceProvider: Sendable {
  struct Request: Sendable {
    var method: String
    /// As sent: a resource's id is the path under which the client asked for it.
    var path: String
    var address: ResourceAddress
    var version: APIVersion
    var body: Data
  }

  let estate: Estate
  let tenant: AzureTenant
  let trustOperations = TrustOperations()

  /// - Throws: `ARMRefusal`, to be sent in ARM's envelope.
  func answer(_ request: Request) throws -> ResourceAnswer {
    switch (request.method, request.address) {
    case ("GET", .subscriptions): try ResourceAnswer(200, ListDocument(value: subscriptions()))
    case ("GET", .subscription(let id)): try subscription(id)
    case ("GET", .instances(let subscription, let group)):
      try instances(in: subscription, group)
    case ("GET", .instance(let address)):
      try ResourceAnswer(200, document(of: try server(address), at: address))
    case ("GET", .children(let address, let child)): try list(child, of: address, request.version)
    case ("GET", .child(let address, let child, let name)):
      try show(child, name, of: address, request.version)
    case ("PUT", .child(let address, .serverTrustCertificates, let name)):
      try putTrustCertificate(name, request.body, on: address)
    case ("DELETE", .child(let address, .serverTrustCertificates, let name)):
      try deleteTrustCertificate(name, on: address)
    case ("PUT", .child(let address, .distributedAvailabilityGroups, let name)):
      try putLink(name, request, on: address)
    case ("PATCH", .child(let address, .distributedAvailabilityGroups, let name)):
      try patchLink(name, request, on: address)
    case ("DELETE", .child(let address, .distributedAvailabilityGroups, let name)):
      try deleteLink(name, request.version, on: address)
    case ("GET", .operation(_, let view, let id)): try operation(id, view, request.version)
    case ("POST", .verb(let address, .distributedAvailabilityGroups, let name, let verb)):
      try changeRole(name, verb, request, on: address)
    default:
      throw ARMRefusal(
        405,
        "HttpMethodNotSupported",
        "The lab does not answer \(request.method) at '\(request.path)'."
      )
    }
  }

  /// What each poll's client is to wait: five seconds of the lab's time, and never none.
  func retryAfter() throws -> Int {
    max(1, Int(5 / max(1, try estate.world().timeFactor)))
  }

  /// The instance at an address; names are matched without regard to case.
  func server(_ address: ResourceAddress.Instance) throws -> Server {
    let server = try estate.world().managedInstances.first { server in
      guard let instance = server.instance else { return false }
      return server.name.isSameWord(as: address.name)
        && instance.resourceGroup.isSameWord(as: address.resourceGroup)
        && instance.subscription.isSameWord(as: address.subscription)
    }
    guard let server else {
      throw Self.notFound(
        "\(ResourceAddress.instanceType)/\(address.name)",
        in: address.resourceGroup
      )
    }
    return server
  }

  static func notFound(_ resource: String, in group: String) -> ARMRefusal {
    ARMRefusal(
      404,
      "ResourceNotFound",
      "The Resource '\(resource)' under resource group '\(group)' was not found."
    )
  }

  func decode<Body: Decodable>(_ type: Body.Type, from data: Data) throws -> Body {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw ARMRefusal(
        400,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: '\(error)'."
      )
    }
  }

  private func subscriptions() throws -> [SubscriptionDocument] {
    let ids = try estate.world().managedInstances.compactMap { $0.instance?.subscription }
    return Set(ids).sorted().map { id in
      SubscriptionDocument(id: "/subscriptions/\(id)", subscriptionId: id, tenantId: tenant.id)
    }
  }

  private func subscription(_ id: String) throws -> ResourceAnswer {
    guard let found = try subscriptions().first(where: { $0.subscriptionId.isSameWord(as: id) })
    else {
      throw ARMRefusal(
        404,
        "SubscriptionNotFound",
        "The subscription '\(id)' could not be found."
      )
    }
    return try ResourceAnswer(200, found)
  }

  private func instances(in subscription: String, _ group: String?) throws -> ResourceAnswer {
    let documents = try estate.world().managedInstances.compactMap { server in
      server.instance.flatMap { instance -> ResourceDocument<InstanceProperties>? in
        guard
          instance.subscription.isSameWord(as: subscription),
          group.map({ $0.isSameWord(as: instance.resourceGroup) }) ?? true
        else { return nil }
        let address = ResourceAddress.Instance(
          subscription: instance.subscription,
          resourceGroup: instance.resourceGroup,
          name: server.name
        )
        return try? document(of: server, at: address)
      }
    }
    return try ResourceAnswer(200, ListDocument(value: documents))
  }

  private func document(
    of server: Server,
    at address: ResourceAddress.Instance
  ) throws -> ResourceDocument<InstanceProperties> {
    guard let instance = server.instance else {
      preconditionFailure("only a Managed Instance has an address")
    }
    return ResourceDocument(
      id: address.id,
      name: server.name,
      type: ResourceAddress.instanceType,
      location: instance.location,
      sku: InstanceSKU(
        name: instance.tier == "BusinessCritical" ? "BC_Gen5" : "GP_Gen5",
        tier: instance.tier,
        capacity: instance.vCores
      ),
      tags: [:],
      properties: InstanceProperties(
        fullyQualifiedDomainName: server.serverName,
        administratorLogin: server.logins.first?.name,
        vCores: instance.vCores,
        storageSizeInGB: instance.storageGB,
        collation: server.collation,
        dnsZone: instance.dnsZone,
        databaseFormat: instance.databaseFormat,
        createTime: server.startedAt.rfc3339
      )
    )
  }
}
