import Foundation

/// Why a link's roles cannot be changed; both doors word it in their own way.
package enum RoleChangeObstacle: Error, Hashable, Sendable {
  case unknownLink
  case alreadyInRole
  case inProgress
  case notTwoWay
  case notSynchronizing
  case sendQueueTooBig
  case seeding
  case versionTooOld
}

extension EstateTransaction {
  /// How long a planned failover takes, and ARM for a forced one.
  static let roleChangeTime = Duration.seconds(5)

  /// Begins to give the primary role to the other side, without the loss of a row.
  ///
  /// "Failover link": ordered at the primary. It takes no more writes from now on.
  package mutating func beginPlannedFailover(
    of name: String,
    on instance: String,
    to side: Link.Side,
    operation: String? = nil
  ) throws {
    let link = try changeable(name, on: instance)
    guard link.source != side, role(of: link, on: side.other, instance) == .primary else {
      throw RoleChangeObstacle.alreadyInRole
    }
    guard world.isTwoWay(link) else { throw RoleChangeObstacle.notTwoWay }
    if let obstacle = try plannedObstacle(to: link, on: instance) { throw obstacle }
    setReadOnly(true, databasesOf: link, on: world.ends(of: link, on: instance).source)
    begin(.planned, side, of: link, on: instance, operation: operation)
  }

  /// Begins what takes its time at ARM: a forced failover, or a change of one side's role.
  package mutating func beginRoleChange(
    _ kind: Link.RoleChange.Kind,
    of name: String,
    on instance: String,
    operation: String?
  ) throws {
    let link = try changeable(name, on: instance)
    let wanted: AvailabilityGroup.Role = kind == .forced ? .primary : .secondary
    guard role(of: link, on: .instance, instance) != wanted else {
      throw RoleChangeObstacle.alreadyInRole
    }
    guard link.phase == .synchronizing else { throw RoleChangeObstacle.seeding }
    begin(kind, .instance, of: link, on: instance, operation: operation)
  }

  /// `FORCE_FAILOVER_ALLOW_DATA_LOSS`: the side becomes a primary with what has reached it.
  package mutating func forceFailover(
    of name: String,
    on instance: String,
    to side: Link.Side
  ) throws {
    let link = try changeable(name, on: instance)
    guard role(of: link, on: side, instance) == .secondary else {
      throw RoleChangeObstacle.alreadyInRole
    }
    guard link.phase == .synchronizing else { throw RoleChangeObstacle.seeding }
    try promote(side, of: link, on: instance)
  }

  /// `SET (ROLE = SECONDARY)`: the side takes no more writes; what it has still goes over.
  package mutating func demote(
    _ side: Link.Side,
    of link: Link,
    on instance: String
  ) throws {
    let server = world.server(on: side, of: link, on: instance)
    guard world.role(of: link, on: server) == .primary else { return }
    for name in link.request.databases { try rollBackOpenWrites(to: name, on: server) }
    setReadOnly(true, databasesOf: link, on: server)
    setRole(.secondary, of: link, on: server)
    guard link.isDiverged, link.source != side, side == .partner else { return }
    world.update(server: server) { server in
      for name in link.request.databases {
        server.update(database: name) { $0.suspension = .partner }
      }
    }
  }

  /// Ends a role change that has run its time.
  mutating func finish(_ change: Link.RoleChange, of link: Link, on instance: String) throws {
    world.update(instance: instance) { $0.update(link: link.name) { $0.roleChange = nil } }
    var refusal: ARMRefusal?
    switch change.kind {
    case .planned:
      if let obstacle = try plannedObstacle(to: link, on: instance) {
        setReadOnly(false, databasesOf: link, on: world.ends(of: link, on: instance).source)
        refusal = ARMRefusal(obstacle, link: link.name)
      } else {
        try exchangeRoles(of: link, on: instance)
      }
    case .forced: try promote(change.side, of: link, on: instance)
    case .demotion: try demote(change.side, of: link, on: instance)
    }
    guard let id = change.operation else { return }
    let now = now
    world.update(instance: instance) { instance in
      instance.update(operation: id) { operation in
        operation.status = refusal == nil ? .succeeded : .failed
        operation.error = refusal
        operation.end = now
      }
    }
  }

  /// The planned failover's last moment: everything is over, the roles are exchanged.
  private mutating func exchangeRoles(of link: Link, on instance: String) throws {
    let ends = world.ends(of: link, on: instance)
    for name in link.request.databases { try rollBackOpenWrites(to: name, on: ends.source) }
    try apply(link, on: instance)
    for name in link.request.databases { try log(of: name, on: ends.source)?.truncate() }
    setRole(.secondary, of: link, on: ends.source)
    setRole(.primary, of: link, on: ends.target)
    setReadOnly(false, databasesOf: link, on: ends.target)
    setAsynchronous(link, on: instance)
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.source = link.source.other
        link.laggingSince = nil
      }
    }
    if link.source == .partner { scheduleFullBackup(of: link, on: instance) }
  }

  private mutating func promote(
    _ side: Link.Side,
    of link: Link,
    on instance: String
  ) throws {
    let server = world.server(on: side, of: link, on: instance)
    let other = world.server(on: side.other, of: link, on: instance)
    setRole(.primary, of: link, on: server)
    setReadOnly(false, databasesOf: link, on: server)
    guard link.source != side else { return }
    var isBehind = false
    for name in link.request.databases {
      let waiting = try log(of: name, on: other)?.committed(after: link.hardened) ?? []
      isBehind = isBehind || !waiting.isEmpty
    }
    try loseWaitingRows(of: link, from: other, after: link.hardened)
    let isDiverged = isBehind || world.role(of: link, on: other) != .secondary
    let end = link.request.databases.first
      .flatMap { world.server(named: server)?.database(named: $0)?.endOfLog }
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { link in
        link.source = side
        link.isDiverged = isDiverged
        link.laggingSince = nil
        link.hardened = end ?? link.hardened
      }
    }
    for name in link.request.databases {
      world.update(server: server) { server in
        server.update(database: name) { $0.suspension = nil }
      }
    }
    if side == .instance { scheduleFullBackup(of: link, on: instance) }
  }

  private func changeable(_ name: String, on instance: String) throws -> Link {
    guard let link = server(instance).instance?.link(named: name), link.phase != .deleting,
      link.partner != nil
    else { throw RoleChangeObstacle.unknownLink }
    if link.roleChange != nil { throw RoleChangeObstacle.inProgress }
    return link
  }

  private func role(
    of link: Link,
    on side: Link.Side,
    _ instance: String
  ) -> AvailabilityGroup.Role? {
    world.role(of: link, on: world.server(on: side, of: link, on: instance))
  }

  private func plannedObstacle(
    to link: Link,
    on instance: String
  ) throws -> RoleChangeObstacle? {
    let target = world.ends(of: link, on: instance).target
    guard link.phase == .synchronizing, !link.isDiverged, world.isConnected(link),
      world.role(of: link, on: target) == .secondary
    else { return .notSynchronizing }
    return try holdsRows(link, on: instance) ? .sendQueueTooBig : nil
  }

  private mutating func begin(
    _ kind: Link.RoleChange.Kind,
    _ side: Link.Side,
    of link: Link,
    on instance: String,
    operation: String?
  ) {
    let change = Link.RoleChange(kind: kind, side: side, start: now, operation: operation)
    world.update(instance: instance) { $0.update(link: link.name) { $0.roleChange = change } }
  }

  private mutating func setRole(
    _ role: AvailabilityGroup.Role,
    of link: Link,
    on server: String
  ) {
    world.update(server: server) { $0.update(group: link.name) { $0.role = role } }
  }

  private mutating func setReadOnly(
    _ isReadOnly: Bool,
    databasesOf link: Link,
    on server: String
  ) {
    world.update(server: server) { server in
      for name in link.request.databases {
        server.update(database: name) { $0.isReadOnly = isReadOnly }
      }
    }
  }

  /// A planned failover leaves both sides in asynchronous mode, whichever was theirs before.
  private mutating func setAsynchronous(_ link: Link, on instance: String) {
    for server in [instance, link.partner ?? ""] {
      world.update(server: server) { server in
        server.update(group: link.name) { group in
          for index in group.replicas.indices {
            group.replicas[index].availabilityMode = .asynchronous
          }
        }
      }
    }
    world.update(instance: instance) { instance in
      instance.update(link: link.name) { $0.replicationMode = "Async" }
    }
  }
}

extension ARMRefusal {
  /// In the codes of the error pages for distributed availability groups.
  package init(_ obstacle: RoleChangeObstacle, link: String) {
    let failover = "DistributedAvailabilityGroupFailover"
    let setRole = "DistributedAvailabilityGroupSetRole"
    switch obstacle {
    case .unknownLink:
      self.init(404, "ResourceNotFound", "The requested resource '\(link)' was not found.")
    case .alreadyInRole:
      self.init(
        409,
        setRole + "InstanceAlreadyInRequestedRole",
        "Error 41965: the managed instance is already in the requested role of link '\(link)'."
      )
    case .inProgress:
      self.init(
        409,
        setRole + "ChangeRoleAlreadyInProgress",
        "Error 41968: a role change of link '\(link)' is already in progress."
      )
    case .notSynchronizing, .notTwoWay, .seeding, .versionTooOld:
      self.init(
        409,
        failover + "SecondariesNotSynchronizing",
        obstacle == .notTwoWay
          ? "Link '\(link)' is one-way: its failoverMode is None, or the versions do not match."
          : "The secondary of link '\(link)' is not synchronizing."
      )
    case .sendQueueTooBig:
      self.init(
        409,
        failover + "LogSendQueueSizeTooBig",
        "The log send queue of link '\(link)' is too big for a planned failover."
      )
    }
  }
}
