import LabEstate

/// How a server sees the link behind one of its groups.
struct ReplicationState: Sendable {
  var link: Link?
  var isConnected: Bool
  /// Whether the secondary follows the primary.
  var isHealthy: Bool
  /// Both sides are in synchronous mode and nothing is on its way.
  var isSynchronized: Bool
  /// Whether this server's copy follows the other side's.
  var isFollower: Bool
  /// The log that has not reached the secondary yet, in KB.
  var sendQueue: Int
  /// Where the primary's log ends.
  var lastCommit: LogPosition?

  init(of group: AvailabilityGroup, on server: Server, in world: World) {
    let name = Self.distributedGroup(of: group, on: server)?.name ?? group.name
    link =
      server.isManagedInstance
      ? server.instance?.link(named: name)
      : world.managedInstances.lazy.compactMap { $0.instance?.link(named: name) }
        .first { $0.partner?.isSameName(as: server.name) == true }
    isConnected = link.map(world.isConnected) ?? false
    isHealthy = link.map(world.isSynchronizing) ?? false
    isSynchronized = false
    isFollower = false
    sendQueue = 0
    guard let link else { return }
    let side: Link.Side = server.isManagedInstance ? .instance : .partner
    isFollower = link.source != side
    let modes = [world.host(of: link), world.partner(of: link)]
      .flatMap { $0?.group(named: name)?.replicas ?? [] }
    isSynchronized =
      isHealthy && link.laggingSince == nil
      && modes.allSatisfy { $0.availabilityMode == .synchronous }
    let source = link.source == .instance ? world.host(of: link) : world.partner(of: link)
    lastCommit = link.request.databases.first
      .flatMap { source?.database(named: $0)?.endOfLog }
    if link.laggingSince != nil, let lastCommit, let hardened = link.hardened {
      let blocks =
        lastCommit.file == hardened.file ? lastCommit.block - hardened.block : lastCommit.block
      sendQueue = max(1, blocks / 2)
    }
  }

  /// The distributed group that a local one is a half of, or the group itself.
  private static func distributedGroup(
    of group: AvailabilityGroup,
    on server: Server
  ) -> AvailabilityGroup? {
    if group.isDistributed { return group }
    return server.availabilityGroups.first { other in
      other.isDistributed
        && other.replicas.contains { $0.serverName.isSameName(as: group.name) }
    }
  }

  /// `synchronization_state` of the databases.
  var databaseState: (Int, String) {
    guard isConnected, let link else { return (0, "NOT SYNCHRONIZING") }
    switch link.phase {
    case .seeding: return (4, "INITIALIZING")
    case .catchingUp: return (1, "SYNCHRONIZING")
    case .synchronizing: break
    default: return (0, "NOT SYNCHRONIZING")
    }
    guard isHealthy else { return (0, "NOT SYNCHRONIZING") }
    return isSynchronized ? (2, "SYNCHRONIZED") : (1, "SYNCHRONIZING")
  }
}
