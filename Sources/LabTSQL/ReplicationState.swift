import LabEstate

/// How a server sees the link behind one of its distributed groups.
struct ReplicationState: Sendable {
  var link: Link?
  var isConnected: Bool

  init(of group: AvailabilityGroup, on server: Server, in world: World) {
    if let instance = server.instance {
      link = instance.link(named: group.name)
    } else {
      link = world.managedInstances.lazy.compactMap { $0.instance?.link(named: group.name) }
        .first { $0.partner?.isSameName(as: server.name) == true }
    }
    isConnected = link.map(world.isConnected) ?? false
  }

  var isHealthy: Bool { isConnected && link?.phase == .synchronizing }

  /// `synchronization_state` of the secondary database.
  func databaseState(of group: AvailabilityGroup) -> (Int, String) {
    guard isConnected, let link else { return (0, "NOT SYNCHRONIZING") }
    switch link.phase {
    case .catchingUp, .synchronizing: break
    default: return link.phase == .seeding ? (4, "INITIALIZING") : (0, "NOT SYNCHRONIZING")
    }
    // Both sides must be in synchronous mode, and nothing may be on its way.
    let isSynchronous =
      link.replicationMode.isSameName(as: "Sync")
      && group.replicas.allSatisfy { $0.availabilityMode == .synchronous }
    return isSynchronous && link.laggingSince == nil
      ? (2, "SYNCHRONIZED") : (1, "SYNCHRONIZING")
  }
}
