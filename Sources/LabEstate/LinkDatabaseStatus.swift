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
  /// How far the SQL Server is behind, in seconds; nil unless the instance is the primary.
  package var instanceSendLag: Int64?
  /// The SQL Server's endpoint certificate, once the partner is known.
  package var partnerCertificate: Certificate?
}

extension World {
  /// Whether data flows between the two sides at this moment.
  package func isConnected(_ link: Link) -> Bool {
    guard link.isConnected, let partner = partner(of: link), let endpoint = partner.endpoint,
      partner.isHADREnabled, link.source == .partner || isTwoWay(link)
    else { return false }
    return endpoint.state == .started && endpoint.availableFrom <= time
      && partner.group(named: link.name) != nil
  }

  /// Whether the secondary follows the primary, as far behind as it may be.
  package func isSynchronizing(_ link: Link) -> Bool {
    guard link.phase == .synchronizing, !link.isDiverged, isConnected(link),
      let host = host(of: link)
    else { return false }
    let ends = ends(of: link, on: host.name)
    return role(of: link, on: ends.source) == .primary
      && role(of: link, on: ends.target) == .secondary
      && !link.request.databases.contains { name in
        server(named: ends.target)?.database(named: name)?.suspension != nil
      }
  }

  package func statuses(of link: Link) -> [LinkDatabaseStatus] {
    let partner = partner(of: link)
    let primary = link.source == .partner ? partner : host(of: link)
    let connected = isConnected(link)
    let certificate = partner?.endpoint.flatMap { endpoint in
      partner?.certificates.first { $0.id == endpoint.certificateID }
    }
    return link.request.databases.map { name in
      LinkDatabaseStatus(
        databaseName: name,
        instanceReplicaID: link.instanceReplicaID,
        partnerReplicaID: link.partnerReplicaID,
        replicaState: link.roleChange == nil
          ? link.phase.replicaState : "LinkFailoverInProgress",
        seedingProgress: link.seedings.first { $0.database.isSameName(as: name) }
          .map { String($0.percent(at: time)) },
        synchronizationHealth: isSynchronizing(link) ? "HEALTHY" : "NOT_HEALTHY",
        connectedState: connected ? "CONNECTED" : "DISCONNECTED",
        lastHardened: link.hardened,
        lastHardenedTime: link.hardenedAt,
        lastCommit: primary?.database(named: name)?.endOfLog,
        lastBackup: primary?.backups.last { $0.database.isSameName(as: name) },
        instanceSendLag: link.source == .instance
          ? link.laggingSince.map { (time - $0).wholeMicroseconds / 1_000_000 } ?? 0 : nil,
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
