import Foundation
import GRDB

extension EstateTransaction {
  mutating func connect(_ link: Link, on instance: String) {
    guard let partner = world.partner(at: link.request.partnerEndpoint) else { return }
    let now = now
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.partner = partner.name
        link.phase = .waitingToSeed
        link.phaseStart = now
      }
    }
    world.update(server: instance) { $0.joinGroups(of: link, partner: partner, at: now) }
  }

  mutating func beginSeeding(_ link: Link, on instance: String) throws {
    guard let partner = link.partner.flatMap(world.server(named:)) else { return }
    let now = now
    var seedings: [Seeding] = []
    for name in link.request.databases {
      guard let source = partner.database(named: name) else { continue }
      seedings.append(
        Seeding(
          id: UUID().uuidString,
          remoteID: UUID().uuidString,
          database: source.name,
          state: .seeding,
          requestedAt: link.phaseStart,
          start: now,
          databaseBytes: source.dataBytes,
          bytesPerSecond: world.seedingBytesPerSecond,
          attempts: 1,
          isDoomed: try consumeSeedingFault(for: source.name)
        )
      )
      world.update(server: instance) { server in
        server.databases.append(source.seededCopy(id: server.nextDatabaseID, at: now))
      }
    }
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.phase = .seeding
        link.phaseStart = now
        link.seedings = seedings
      }
    }
  }

  mutating func endSeeding(_ link: Link, on instance: String) throws {
    if link.seedings.contains(where: \.isDoomed) {
      failSeeding(of: link, on: instance)
      return
    }
    try copyRows(of: link, on: instance)
    let now = now
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.phase = .catchingUp
        link.phaseStart = now
        for index in link.seedings.indices {
          link.seedings[index].state = .completed
          link.seedings[index].end = now
        }
      }
      instance.update(operation: link.operation) { operation in
        operation.status = .succeeded
        operation.end = now
      }
    }
  }

  mutating func finishCatchUp(_ link: Link, on instance: String) throws {
    try copyRows(of: link, on: instance)
    let now = now
    world.update(server: instance) { server in
      for name in link.request.databases {
        server.update(database: name) { $0.state = .online }
      }
    }
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.phase = .synchronizing
        link.phaseStart = now
      }
    }
  }

  /// Ends the seeding with 1412, as a log that was truncated under it does.
  mutating func failSeeding(of link: Link, on instance: String) {
    let now = now
    let text =
      "The remote copy of database \"\(link.request.databases.first ?? "")\" has not been rolled "
      + "forward to a point in time that is encompassed in the local copy of the database log."
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        for index in link.seedings.indices {
          link.seedings[index].state = .failed
          link.seedings[index].end = now
          link.seedings[index].failureCode = 1412
          link.seedings[index].failureMessage = text
        }
      }
    }
    fail(
      link,
      on: instance,
      phase: .creationFailed,
      ARMRefusal(400, "ManagedInstanceLinkIsNotInTheCatchupState", "Error 1412: \(text)")
    )
  }

  mutating func fail(
    _ link: Link,
    on instance: String,
    phase: Link.Phase,
    _ refusal: ARMRefusal
  ) {
    let now = now
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.phase = phase
        link.phaseStart = now
        link.mostRecentError = refusal
        link.mostRecentErrorTime = now
      }
      instance.update(operation: link.operation) { operation in
        operation.status = .failed
        operation.end = now
        operation.error = refusal
      }
    }
  }

  private func consumeSeedingFault(for database: String) throws -> Bool {
    let fault = try Fault.all(in: rows).first { fault in
      fault.kind == .seedingFails && fault.count > 0
        && fault.match.map { $0.isSameName(as: database) } ?? true
    }
    guard let fault else { return false }
    try rows.execute(
      literal: """
        UPDATE fault SET skip = max(skip - 1, 0),
          count = CASE WHEN skip > 0 THEN count ELSE count - 1 END
        WHERE id = \(fault.id)
        """
    )
    return fault.skip == 0
  }
}

extension Server {
  package var nextDatabaseID: Int { (databases.map(\.id).max() ?? 4) + 1 }

  /// What a link makes on the instance: its own group and the distributed one, both secondary.
  fileprivate mutating func joinGroups(of link: Link, partner: Server, at now: EstateInstant) {
    let request = link.request
    let replica = AvailabilityGroup.Replica(
      id: UUID().uuidString,
      serverName: serverName,
      endpointURL: "TCP://\(serverName):5022",
      availabilityMode: .synchronous,
      failoverMode: .manual,
      seedingMode: .automatic,
      createdAt: now
    )
    availabilityGroups.append(
      AvailabilityGroup(
        id: UUID().uuidString,
        name: request.instanceAvailabilityGroupName,
        isDistributed: false,
        clusterType: .external,
        role: .primary,
        replicas: [replica],
        databases: request.databases,
        createdAt: now
      )
    )
    guard var distributed = partner.group(named: link.name) else { return }
    distributed.role = .secondary
    distributed.databases = request.databases
    distributed.createdAt = now
    availabilityGroups.append(distributed)
  }
}

extension UserDatabase {
  fileprivate func seededCopy(id: Int, at now: EstateInstant) -> UserDatabase {
    var copy = UserDatabase(
      id: id,
      name: name,
      recoveryModel: .full,
      createdAt: now,
      endOfLog: endOfLog,
      dataBytes: dataBytes,
      logBytes: logBytes
    )
    copy.state = .restoring
    copy.isReadOnly = true
    copy.groupDatabaseID = groupDatabaseID
    return copy
  }
}
