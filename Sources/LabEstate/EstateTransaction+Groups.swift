import Foundation

extension EstateTransaction {
  /// `CREATE AVAILABILITY GROUP … FOR DATABASE … REPLICA ON`.
  package mutating func createGroup(
    _ name: String,
    clusterType: AvailabilityGroup.ClusterType,
    databases: [String],
    replicas: [AvailabilityGroup.Replica],
    on server: String
  ) throws {
    let host = self.server(server)
    try requireFreeGroupName(name, on: host)
    guard replicas.contains(where: { $0.serverName.isSameName(as: host.serverName) }) else {
      throw TSQLMessage(
        35237,
        "None of the specified replicas for availability group \(name) maps to the instance of "
          + "SQL Server to which you are connected. Reenter the command, specifying this server "
          + "instance to host one of the replicas."
      )
    }
    let members = try databases.map { try groupMember($0, of: name, on: host) }
    let now = now
    world.update(server: server) { server in
      server.availabilityGroups.append(
        AvailabilityGroup(
          id: UUID().uuidString,
          name: name,
          isDistributed: false,
          clusterType: clusterType,
          role: .primary,
          replicas: Self.stamped(replicas, at: now),
          databases: members,
          createdAt: now
        )
      )
      for member in members {
        server.update(database: member) { $0.groupDatabaseID = UUID().uuidString }
      }
    }
    try recordEffect(
      on: server,
      "create_availability_group",
      name,
      detail: members.joined(separator: ",")
    )
  }

  /// `CREATE AVAILABILITY GROUP … WITH (DISTRIBUTED)`; one of the two groups must be here.
  package mutating func createDistributedGroup(
    _ name: String,
    replicas: [AvailabilityGroup.Replica],
    on server: String
  ) throws {
    let host = self.server(server)
    try requireFreeGroupName(name, on: host)
    let local = host.availabilityGroups.first { group in
      !group.isDistributed && replicas.contains { $0.serverName.isSameName(as: group.name) }
    }
    guard let local else {
      throw TSQLMessage.cannot("find", "availability group", replicas.first?.serverName ?? "")
    }
    let now = now
    world.update(server: server) { server in
      server.availabilityGroups.append(
        AvailabilityGroup(
          id: UUID().uuidString,
          name: name,
          isDistributed: true,
          clusterType: local.clusterType,
          role: local.role,
          replicas: Self.stamped(replicas, at: now),
          databases: local.databases,
          createdAt: now
        )
      )
    }
    try recordEffect(
      on: server,
      "create_distributed_group",
      name,
      detail: replicas.map(\.serverName).joined(separator: ",")
    )
  }

  /// `ALTER AVAILABILITY GROUP … MODIFY AVAILABILITY GROUP ON` sets the modes by group name.
  package mutating func setAvailabilityModes(
    _ modes: [String: AvailabilityGroup.AvailabilityMode],
    ofDistributed name: String,
    on server: String
  ) throws {
    guard let group = self.server(server).group(named: name), group.isDistributed else {
      throw TSQLMessage.cannot("alter", "availability group", name)
    }
    for member in modes.keys
    where !group.replicas.contains(where: { $0.serverName.isSameName(as: member) }) {
      throw TSQLMessage.cannot("find", "availability group", member)
    }
    var changed = false
    world.update(server: server) { server in
      server.update(group: name) { group in
        for index in group.replicas.indices {
          let member = group.replicas[index].serverName
          guard let mode = modes.first(where: { $0.key.isSameName(as: member) })?.value,
            mode != group.replicas[index].availabilityMode
          else { continue }
          group.replicas[index].availabilityMode = mode
          changed = true
        }
      }
    }
    guard changed else { return }
    try recordEffect(on: server, "modify_distributed_group", group.name)
    // The instance has one mode for both halves, which ARM shows.
    let after = self.server(server)
    guard let link = after.instance?.link(named: name),
      let replicas = after.group(named: name)
        .map(\.replicas)
    else { return }
    let isSynchronous = replicas.allSatisfy { $0.availabilityMode == .synchronous }
    world.update(instance: server) { instance in
      instance.update(link: link.name) { $0.replicationMode = isSynchronous ? "Sync" : "Async" }
    }
  }

  /// `GRANT CREATE ANY DATABASE`, or its denial.
  package mutating func setCreateAnyDatabase(
    _ isGranted: Bool,
    group name: String,
    on server: String
  ) throws {
    guard let group = self.server(server).group(named: name), !group.isDistributed else {
      throw TSQLMessage.cannot("alter", "availability group", name)
    }
    guard group.mayCreateDatabases != isGranted else { return }
    world.update(server: server) { server in
      server.update(group: name) { $0.mayCreateDatabases = isGranted }
    }
    try recordEffect(
      on: server,
      isGranted ? "grant_create_any_database" : "deny_create_any_database",
      group.name
    )
  }

  package mutating func dropGroup(_ name: String, on server: String) throws {
    let host = self.server(server)
    guard let group = host.group(named: name) else {
      throw TSQLMessage.cannot("drop", "availability group", name)
    }
    if !group.isDistributed {
      let user = host.availabilityGroups.first { other in
        other.isDistributed
          && other.replicas.contains { $0.serverName.isSameName(as: group.name) }
      }
      if let user {
        throw TSQLMessage.lab(
          "Cannot drop availability group '\(group.name)', because distributed availability group "
            + "'\(user.name)' still uses it."
        )
      }
    }
    world.update(server: server) { server in
      server.availabilityGroups.removeAll { $0.id == group.id }
      for member in group.databases where group.isDistributed && group.role == .secondary {
        // The local group is whole again, and its replica the primary of it.
        server.update(database: member) { database in
          database.isReadOnly = false
          database.suspension = nil
        }
      }
      guard !group.isDistributed else { return }
      for member in group.databases {
        server.update(database: member) { database in
          database.groupDatabaseID = nil
          if group.role == .secondary { database.state = .restoring }
        }
      }
    }
    if group.isDistributed, group.role == .secondary { partLink(of: group, from: server) }
    try recordEffect(
      on: server,
      group.isDistributed ? "drop_distributed_group" : "drop_availability_group",
      group.name
    )
  }

  /// A copy that is written to by itself is no copy any more.
  private mutating func partLink(of group: AvailabilityGroup, from server: String) {
    for host in world.managedInstances {
      guard let link = host.instance?.link(named: group.name), link.source == .instance,
        link.partner?.isSameName(as: server) == true
      else { continue }
      world.update(instance: host.name) { instance in
        instance.update(link: link.name) { $0.isDiverged = true }
      }
    }
  }

  private static func stamped(
    _ replicas: [AvailabilityGroup.Replica],
    at now: EstateInstant
  ) -> [AvailabilityGroup.Replica] {
    replicas.map { replica in
      var replica = replica
      replica.id = UUID().uuidString
      replica.createdAt = now
      return replica
    }
  }

  private func requireFreeGroupName(_ name: String, on host: Server) throws {
    guard host.isHADREnabled else {
      throw TSQLMessage(
        35221,
        "Could not process the operation. Always On Availability Groups replica manager is "
          + "disabled on this instance of SQL Server. Enable Always On Availability Groups, by "
          + "using the SQL Server Configuration Manager. Then, restart the SQL Server service, "
          + "and retry the currently operation."
      )
    }
    if host.group(named: name) != nil {
      throw TSQLMessage(
        41042,
        "The availability group '\(name)' already exists. This error could be caused by a "
          + "previous failed CREATE AVAILABILITY GROUP or DROP AVAILABILITY GROUP operation. If "
          + "the availability group name you specified is correct, try dropping the availability "
          + "group and then retry CREATE AVAILABILITY GROUP operation."
      )
    }
  }

  /// The database's name as it is written on the server, when it may join a group.
  private func groupMember(
    _ name: String,
    of group: String,
    on host: Server
  ) throws -> String {
    guard let database = host.database(named: name) else { throw TSQLMessage.noDatabase(name) }
    if database.isSystem {
      throw TSQLMessage(
        35249,
        "An attempt to add or join a system database, '\(database.name)', to an availability group "
          + "failed. Specify only user databases for this operation."
      )
    }
    if database.groupDatabaseID != nil {
      throw TSQLMessage(
        41145,
        "Cannot join database '\(database.name)' to availability group '\(group)'. The database "
          + "has already joined the availability group. This is an informational message only."
      )
    }
    if database.recoveryModel != .full {
      throw TSQLMessage(
        1466,
        "Database \"\(database.name)\" is not in full recovery mode on each of the server "
          + "instances. The full recovery model is required for a database to participate in "
          + "database mirroring or in the availability group."
      )
    }
    if database.lastLogBackup == nil {
      throw TSQLMessage(
        1475,
        "Database \"\(database.name)\" might contain bulk logged changes that have not been backed "
          + "up. Take a log backup on the principal database or primary database. Then restore "
          + "this backup either on the mirror database to enable database mirroring or on every "
          + "secondary database to enable you to join it to the availability group."
      )
    }
    return database.name
  }
}
