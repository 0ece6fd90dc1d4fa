import Foundation

/// How a PUT of a link was taken.
package enum LinkPutOutcome: Hashable, Sendable {
  /// The same link is there already; 200 with the resource.
  case existed(Link)
  /// Accepted: the operation runs as long as the seeding.
  case accepted(Link, LongRunningOperation)
}

extension EstateTransaction {
  /// Begins a link; what it lacks shows in the operation, not here.
  ///
  /// - Throws: `ARMRefusal` for a body or names that ARM refuses at once.
  package mutating func putLink(
    _ name: String,
    _ request: Link.Request,
    on instanceName: String
  ) throws -> LinkPutOutcome {
    try validate(request)
    let host = server(instanceName)
    guard let instance = host.instance else { throw Self.notFound(instanceName) }
    if let old = instance.link(named: name) {
      if old.phase == .deleting || old.roleChange != nil { throw Self.busy(name) }
      if old.phase != .initFailed {
        guard old.request == request, old.phase != .creationFailed else {
          throw ARMRefusal(
            400,
            "ManagedInstanceLinkForProvidedAvailabilityGroupsAlreadyExists",
            "A link for the provided availability groups already exists: '\(old.name)'."
          )
        }
        return .existed(old)
      }
      world.update(instance: instanceName) { $0.links.removeAll { $0.name == old.name } }
    }
    try refuseTakenNames(in: request, on: host)
    try refuseUnequalFormats(in: request, on: instance)
    let operation = LongRunningOperation(
      id: UUID().uuidString.lowercased(),
      kind: .putLink,
      resource: name,
      status: .inProgress,
      start: now
    )
    let link = Link(
      name: name,
      id: UUID().uuidString.lowercased(),
      request: request,
      replicationMode: "Async",
      phase: .connecting,
      phaseStart: now,
      createdAt: now,
      operation: operation.id,
      instanceReplicaID: UUID().uuidString.lowercased(),
      partnerReplicaID: UUID().uuidString.lowercased(),
      seedings: []
    )
    world.update(instance: instanceName) { instance in
      instance.links.append(link)
      instance.operations.append(operation)
    }
    try recordEffect(
      on: host.name,
      "put_link",
      name,
      detail: request.databases.joined(separator: ",")
    )
    return .accepted(link, operation)
  }

  /// Begins to end a link; nil when there is none (204).
  package mutating func deleteLink(
    _ name: String,
    on instanceName: String
  ) throws -> LongRunningOperation? {
    guard let instance = server(instanceName).instance, let link = instance.link(named: name)
    else { return nil }
    if link.phase == .deleting {
      return instance.operations.first { $0.id == link.operation }
    }
    if link.roleChange != nil { throw Self.busy(name) }
    let operation = LongRunningOperation(
      id: UUID().uuidString.lowercased(),
      kind: .deleteLink,
      resource: link.name,
      status: .inProgress,
      start: now
    )
    let now = now
    world.update(instance: instanceName) { instance in
      instance.update(operation: link.operation) { creating in
        guard creating.status == .inProgress else { return }
        creating.status = .canceled
        creating.end = now
      }
      instance.operations.append(operation)
      instance.update(link: name) { link in
        link.phase = .deleting
        link.phaseStart = now
        link.operation = operation.id
      }
    }
    try recordEffect(on: instanceName, "delete_link", link.name)
    return operation
  }

  /// Sets the replication mode (`Async` or `Sync`) on the instance's side.
  package mutating func patchLink(
    _ name: String,
    replicationMode: String,
    on instanceName: String
  ) throws -> Link {
    guard let link = server(instanceName).instance?.link(named: name) else {
      throw Self.notFound(name)
    }
    guard let mode = AvailabilityGroup.AvailabilityMode(replicationMode: replicationMode) else {
      throw ARMRefusal(
        400,
        "InvalidRequestContent",
        "The replication mode '\(replicationMode)' is neither Async nor Sync."
      )
    }
    guard link.replicationMode != mode.replicationMode else { return link }
    setAvailabilityMode(mode, of: link, on: instanceName)
    try recordEffect(on: instanceName, "patch_link", link.name, detail: replicationMode)
    return server(instanceName).instance?.link(named: name) ?? link
  }

  /// A seeded database lives on, writable; one that was not goes with its link.
  mutating func remove(_ link: Link, from instanceName: String) throws {
    let now = now
    let seeded = !link.seedings.isEmpty && link.seedings.allSatisfy { $0.state == .completed }
    for name in link.request.databases where !link.seedings.isEmpty {
      if seeded {
        world.update(server: instanceName) { server in
          server.update(database: name) { database in
            database.missesFirstBackup = database.firstBackupDue != nil
            database.firstBackupDue = nil
            database.state = .online
            database.isReadOnly = false
            database.groupDatabaseID = nil
            database.suspension = nil
          }
        }
      } else {
        world.update(server: instanceName) {
          $0.databases.removeAll { $0.name.isSameName(as: name) }
        }
      }
    }
    if seeded, world.instanceRole(of: link) == .secondary {
      scheduleFullBackup(of: link, on: instanceName)
    }
    world.update(server: instanceName) { server in
      server.availabilityGroups.removeAll { group in
        group.name.isSameName(as: link.name)
          || group.name.isSameName(as: link.request.instanceAvailabilityGroupName)
      }
    }
    world.update(instance: instanceName) { instance in
      instance.links.removeAll { $0.name == link.name }
      instance.update(operation: link.operation) { operation in
        operation.status = .succeeded
        operation.end = now
      }
    }
  }

  /// The instance's half of a link's mode: what ARM shows, and both rows of its own catalogue.
  mutating func setAvailabilityMode(
    _ mode: AvailabilityGroup.AvailabilityMode,
    of link: Link,
    on instance: String
  ) {
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { $0.replicationMode = mode.replicationMode }
    }
    world.update(server: instance) { server in
      server.update(group: link.name) { group in
        for index in group.replicas.indices { group.replicas[index].availabilityMode = mode }
      }
    }
  }

  static func notFound(_ name: String) -> ARMRefusal {
    ARMRefusal(404, "ResourceNotFound", "The requested resource '\(name)' was not found.")
  }

  static func busy(_ name: String) -> ARMRefusal {
    ARMRefusal(
      409,
      "ConflictingServerOperation",
      "An operation on '\(name)' is in progress; wait until it has ended."
    )
  }

  private func validate(_ request: Link.Request) throws {
    func refuse(_ suffix: String, _ text: String) -> ARMRefusal {
      ARMRefusal(
        400,
        "InvalidDistributedAvailabilityGroupsCreateOrUpdateRequest" + suffix,
        "Invalid request to create or update a distributed availability group: \(text)"
      )
    }
    if request.instanceAvailabilityGroupName.isEmpty {
      throw refuse("InstanceAvailabilityGroupName", "the availability group name is missing.")
    }
    if request.partnerAvailabilityGroupName.isEmpty {
      throw refuse("PartnerAvailabilityGroupName", "the partner's group name is missing.")
    }
    if EndpointAddress(request.partnerEndpoint) == nil {
      throw refuse("PartnerEndpoint", "'\(request.partnerEndpoint)' is not TCP://host:port.")
    }
    if request.databases.isEmpty || request.databases.contains("") {
      throw refuse("Databases", "no database is named.")
    }
    if request.databases.count > 1 {
      throw ARMRefusal(501, "NotImplemented", "The lab links one database with one link.")
    }
    if !request.seedingMode.isSameName(as: "Automatic") {
      throw refuse("SeedingMode", "only Automatic is supported.")
    }
    if request.instanceAvailabilityGroupName
      .isSameName(as: request.partnerAvailabilityGroupName)
    {
      throw ARMRefusal(
        400,
        "InstanceAvailabilityGroupNamePartnerAvailabilityGroupNameMatch",
        "The availability group names of the instance and of its partner must differ."
      )
    }
  }

  private func refuseUnequalFormats(
    in request: Link.Request,
    on instance: ManagedInstance
  ) throws {
    guard request.failoverMode == "Manual",
      let partner = world.partner(at: request.partnerEndpoint),
      partner.databaseFormat != instance.databaseFormat
    else { return }
    throw ARMRefusal(
      400,
      "CloudLifterChimeraBoxAndMiOnDifferentDbVersionsFailoverModeManual",
      "Error 41988: a link with failover mode Manual needs equal database formats; the instance "
        + "has \(instance.databaseFormat)."
    )
  }

  private func refuseTakenNames(in request: Link.Request, on host: Server) throws {
    let links = host.instance?.links ?? []
    let taken =
      host.availabilityGroups.map(\.name)
      + links.map(\.request.instanceAvailabilityGroupName)
    if taken.contains(where: { $0.isSameName(as: request.instanceAvailabilityGroupName) }) {
      throw ARMRefusal(
        400,
        "CloudLifterChimeraMIAgNameIsAlreadyUsed",
        "The availability group name '\(request.instanceAvailabilityGroupName)' is already used "
          + "on the managed instance."
      )
    }
    let reserved = links.flatMap(\.request.databases) + host.databases.map(\.name)
    for name in request.databases where reserved.contains(where: { $0.isSameName(as: name) }) {
      throw ARMRefusal(
        400,
        "ManagedDatabaseNameInUse",
        "The database name '\(name)' is already in use on the managed instance."
      )
    }
  }
}

extension AvailabilityGroup.AvailabilityMode {
  /// ARM's words, whatever their case.
  init?(replicationMode: String) {
    if replicationMode.isSameName(as: "Sync") {
      self = .synchronous
    } else if replicationMode.isSameName(as: "Async") {
      self = .asynchronous
    } else {
      return nil
    }
  }

  var replicationMode: String { self == .synchronous ? "Sync" : "Async" }
}
