/// What ARM shows of one database of a link, under `databases[]`.
package struct LinkDatabaseStatus: Hashable, Sendable {
  package var databaseName: String
  package var instanceReplicaID: String
  package var partnerReplicaID: String
  /// Nil until the link has begun or failed to do something.
  package var replicaState: String?
  package var seedingProgress: String?
  package var synchronizationHealth: String
  package var connectedState: String
  package var lastHardened: LogPosition?
  package var lastHardenedTime: EstateInstant?
  package var lastCommit: LogPosition?
  package var lastBackup: BackupRecord?
  /// The SQL Server's endpoint certificate, once the partner is known.
  package var partnerCertificate: Certificate?
}

extension World {
  /// Whether data flows between the two sides at this moment.
  package func isConnected(_ link: Link) -> Bool {
    guard link.isConnected, let partner = link.partner.flatMap(server(named:)),
      let endpoint = partner.endpoint
    else { return false }
    return endpoint.state == .started && endpoint.availableFrom <= time
      && partner.group(named: link.name) != nil
  }

  package func statuses(of link: Link) -> [LinkDatabaseStatus] {
    let partner = link.partner.flatMap(server(named:))
    let connected = isConnected(link)
    let certificate = partner?.endpoint.flatMap { endpoint in
      partner?.certificates.first { $0.id == endpoint.certificateID }
    }
    return link.request.databases.map { name in
      LinkDatabaseStatus(
        databaseName: name,
        instanceReplicaID: link.instanceReplicaID,
        partnerReplicaID: link.partnerReplicaID,
        replicaState: link.phase.replicaState,
        seedingProgress: link.seedings.first { $0.database.isSameName(as: name) }
          .map { String($0.percent(at: time)) },
        synchronizationHealth: connected && link.phase == .synchronizing
          ? "HEALTHY" : "NOT_HEALTHY",
        connectedState: connected ? "CONNECTED" : "DISCONNECTED",
        lastHardened: link.hardened,
        lastHardenedTime: link.hardenedAt,
        lastCommit: link.hardened,
        lastBackup: partner?.backups.last { $0.database.isSameName(as: name) },
        partnerCertificate: certificate
      )
    }
  }
}

extension Link.Phase {
  /// The documented values; no full list is published.
  package var replicaState: String? {
    switch self {
    case .connecting, .deleting: nil
    case .waitingToSeed, .seeding: "CreatingLink"
    case .catchingUp, .synchronizing: "LinkSynchronizing"
    case .initFailed: "LinkInitError"
    case .creationFailed: "LinkCreationError"
    }
  }
}
