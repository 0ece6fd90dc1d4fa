import Foundation

extension EstateTransaction {
  /// `ALTER AVAILABILITY GROUP … FAILOVER` of a link, at its primary; the roles change a while later.
  ///
  /// "Failover link": the statement is known to links only, and to SQL Server 2022 from CU13 on.
  package mutating func beginFailover(ofGroup name: String, on server: String) throws {
    let (link, host, side) = try linkBehind(name, on: server)
    guard self.server(server).knowsLinkFailover else { throw refusal(.versionTooOld, name) }
    do {
      try beginPlannedFailover(of: link.name, on: host, to: side.other)
    } catch let obstacle as RoleChangeObstacle {
      throw refusal(obstacle, name)
    }
    try recordEffect(on: self.server(server).name, "failover", link.name, detail: "planned")
  }

  /// `FORCE_FAILOVER_ALLOW_DATA_LOSS`, at the secondary.
  package mutating func forceFailover(ofGroup name: String, on server: String) throws {
    let (link, host, side) = try linkBehind(name, on: server)
    do {
      try forceFailover(of: link.name, on: host, to: side)
    } catch let obstacle as RoleChangeObstacle {
      throw refusal(obstacle, name)
    }
    try recordEffect(on: self.server(server).name, "failover", link.name, detail: "forced")
  }

  /// What ARM is asked for: a failover in either direction, or a role of the instance alone.
  ///
  /// - Throws: `ARMRefusal`, in the codes of the published API.
  package mutating func changeRole(
    _ change: Link.RoleChange.Kind,
    ofLink name: String,
    on instance: String,
    as kind: LongRunningOperation.Kind
  ) throws -> LongRunningOperation {
    guard let link = server(instance).instance?.link(named: name) else {
      throw Self.notFound(name)
    }
    let operation = LongRunningOperation(
      id: UUID().uuidString.lowercased(),
      kind: kind,
      resource: link.name,
      status: .inProgress,
      start: now
    )
    do {
      if change == .planned {
        try beginPlannedFailover(
          of: link.name,
          on: instance,
          to: .partner,
          operation: operation.id
        )
      } else {
        try beginRoleChange(change, of: link.name, on: instance, operation: operation.id)
      }
    } catch let obstacle as RoleChangeObstacle {
      throw ARMRefusal(obstacle, link: link.name)
    }
    world.update(instance: instance) { $0.operations.append(operation) }
    try recordEffect(
      on: server(instance).name,
      kind == .failover ? "post_failover" : "post_set_role",
      link.name,
      detail: change.rawValue
    )
    return operation
  }

  /// `SET (ROLE = SECONDARY)`; no effect on a secondary.
  package mutating func setSecondary(group name: String, on server: String) throws {
    let (link, host, side) = try linkBehind(name, on: server)
    if link.roleChange != nil { throw refusal(.inProgress, name) }
    guard world.role(of: link, on: server) == .primary else { return }
    try demote(side, of: link, on: host)
    try recordEffect(on: self.server(server).name, "set_role_secondary", link.name)
  }

  /// `SET HADR RESUME` and `SUSPEND`; what is so already is no effect.
  package mutating func setSuspended(
    _ isSuspended: Bool,
    database name: String,
    on server: String
  ) throws {
    guard let database = self.server(server).database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    guard database.groupDatabaseID != nil else {
      throw TSQLMessage.lab("Database '\(database.name)' is in no availability group.")
    }
    guard (database.suspension != nil) != isSuspended else { return }
    world.update(server: server) { server in
      server.update(database: name) { $0.suspension = isSuspended ? .user : nil }
    }
    try recordEffect(
      on: self.server(server).name,
      isSuspended ? "suspend_database" : "resume_database",
      database.name
    )
  }

  /// How a failover that this server ordered stands.
  package func failoverEnds(ofGroup name: String, on server: String) throws -> Bool {
    let (link, _, _) = try linkBehind(name, on: server)
    if link.roleChange != nil { return false }
    guard world.role(of: link, on: server) == .secondary else {
      throw refusal(.notSynchronizing, name)
    }
    return true
  }

  /// The link that a distributed group of this server is a half of.
  private func linkBehind(
    _ name: String,
    on server: String
  ) throws -> (link: Link, host: String, side: Link.Side) {
    guard let group = self.server(server).group(named: name) else {
      throw TSQLMessage.cannot("alter", "availability group", name)
    }
    guard group.isDistributed else {
      throw TSQLMessage.lab(
        "'\(group.name)' is no distributed availability group; the lab changes the roles of links "
          + "only."
      )
    }
    for host in world.managedInstances {
      guard let link = host.instance?.link(named: name) else { continue }
      if host.name.isSameName(as: server) { return (link, host.name, .instance) }
      if link.partner?.isSameName(as: server) == true { return (link, host.name, .partner) }
    }
    throw refusal(.unknownLink, name)
  }

  private func refusal(_ obstacle: RoleChangeObstacle, _ name: String) -> TSQLMessage {
    let reason =
      switch obstacle {
      case .unknownLink: "no link of that name is connected to it"
      case .alreadyInRole: "the local replica is not in the role that the command needs"
      case .inProgress: "another change of roles is in progress"
      case .notTwoWay:
        "the link is one-way: its failover mode is None, or the versions do not match"
      case .notSynchronizing: "the secondary is not synchronizing"
      case .sendQueueTooBig: "the secondary does not catch up, its log send queue is too big"
      case .seeding: "the secondary's database is not yet seeded"
      case .versionTooOld: "this version of SQL Server fails no link over; CU13 is the first"
      }
    return .lab("The roles of availability group '\(name)' were not changed: \(reason).")
  }
}
