extension EstateTransaction {
  /// Something that happens to a link connection by itself.
  struct ConnectionStep {
    enum Kind { case status, credential, publish, apply }

    var time: EstateInstant
    var kind: Kind
    var workspace: String
    var connection: LinkConnection
  }

  private static let transition = Duration.seconds(10)

  func nextConnectionStep(until moment: EstateInstant) -> ConnectionStep? {
    var earliest: ConnectionStep?
    for workspace in world.workspaces {
      for connection in workspace.connections {
        for (due, kind) in steps(of: connection) where due <= moment {
          guard earliest.map({ due < $0.time }) ?? true else { continue }
          earliest = ConnectionStep(
            time: due,
            kind: kind,
            workspace: workspace.name,
            connection: connection
          )
        }
      }
    }
    return earliest
  }

  private func steps(of link: LinkConnection) -> [(EstateInstant, ConnectionStep.Kind)] {
    var steps: [(EstateInstant, ConnectionStep.Kind)] = []
    // First, so that what is published at the same moment has the new token.
    if let due = link.credentialDue { steps.append((due, .credential)) }
    switch link.status {
    case .starting, .pausing, .resuming, .stopping:
      steps.append((link.statusSince + Self.transition, .status))
    case .running:
      if let changed = link.changedAt {
        let due = max(changed + Self.feedInterval, link.retryAt ?? changed)
        steps.append((max(world.time, due), .publish))
      }
      if let published = link.publishedAt {
        steps.append((max(world.time, published + Self.feedInterval), .apply))
      }
    case .initial, .paused, .stopped: break
    }
    return steps
  }

  mutating func take(_ step: ConnectionStep) throws {
    let link = step.connection
    switch step.kind {
    case .status: try finishTransition(of: link, in: step.workspace)
    case .credential:
      world.update(connection: link.name, of: step.workspace) { $0.credentialDue = nil }
      passCredential(of: link, in: step.workspace)
    case .publish: try publish(link, of: step.workspace)
    case .apply: try apply(link, of: step.workspace)
    }
  }

  private mutating func finishTransition(
    of link: LinkConnection,
    in workspace: String
  ) throws {
    let now = now
    if link.status == .stopping { try emptyLandingZone(of: link, in: workspace) }
    world.update(connection: link.name, of: workspace) { link in
      switch link.status {
      case .starting, .resuming:
        link.move(to: .running, at: now)
        link.changedAt = link.changedAt ?? now
      case .pausing: link.move(to: .paused, at: now)
      case .stopping:
        link.move(to: .stopped, at: now)
        link.stoppedAt = now
      case .initial, .running, .paused, .stopped: break
      }
    }
  }

  /// Gives the source's credential the token that the service has, and lets the feed try again.
  mutating func passCredential(of link: LinkConnection, in workspace: String) {
    let zone = link.request.landingZone
    guard let account = world.storageAccount(named: zone.account) else { return }
    let name = account.url(ofContainer: zone.container)
    let now = feedTime
    world.update(server: link.request.server) { server in
      server.update(database: link.request.database) { database in
        database.setCredential(
          name,
          identity: ScopedCredential.sharedAccess,
          secret: zone.token,
          at: now
        )
      }
    }
    retryFeeds(using: name, on: link.request.server, database: link.request.database)
  }

  /// Whoever publishes with the credential does not wait for its next turn.
  mutating func retryFeeds(using credential: String, on server: String, database: String) {
    for workspace in world.workspaces {
      for link in workspace.connections {
        let zone = link.request.landingZone
        guard link.request.server.isSameName(as: server),
          link.request.database.isSameName(as: database),
          world.storageAccount(named: zone.account)?.url(ofContainer: zone.container) == credential
        else { continue }
        world.update(connection: link.name, of: workspace.name) { $0.retryAt = nil }
      }
    }
  }

  /// What a stop does: the next start is a new full load.
  private mutating func emptyLandingZone(
    of link: LinkConnection,
    in workspace: String
  ) throws {
    let zone = link.request.landingZone
    try BlobStore(account: zone.account, container: zone.container)
      .deleteAll(prefix: zone.prefix, in: rows)
    let sides = LinkSides(link, of: workspace, in: world)
    for table in link.tables {
      guard let published = sides.published(of: table) else { continue }
      try published.drop(from: rows)
      try published.create(in: rows)
    }
    world.update(connection: link.name, of: workspace) { link in
      link.publishedAt = nil
      link.changedAt = nil
      link.failure = nil
      for table in link.tables {
        link.update(table.id) { table in
          table.status = .waiting
          table.failure = nil
          table.snapshotEnd = nil
        }
      }
    }
  }
}
