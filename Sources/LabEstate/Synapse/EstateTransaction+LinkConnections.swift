import Foundation

extension EstateTransaction {
  /// Between the service's answer and the source's having the new token.
  private static let credentialDelay = Duration.seconds(5)

  /// Creates a link connection, or replaces what is asked of one that does not run.
  package mutating func putConnection(
    _ name: String,
    _ request: LinkConnection.Request,
    in workspace: String
  ) throws -> LinkConnection {
    try requireSource(of: request)
    if let old = world.workspace(named: workspace)?.connection(named: name) {
      guard old.request != request else { return old }
      guard [.initial, .stopped].contains(old.status) else {
        throw Self.wrongState(of: old, for: "changed")
      }
      world.update(connection: name, of: workspace) { $0.request = request }
    } else {
      let new = LinkConnection(
        name: name,
        id: UUID().uuidString.lowercased(),
        request: request,
        status: .initial,
        at: now,
        runID: UUID().uuidString.lowercased(),
        tableGroupID: UUID().uuidString.lowercased()
      )
      world.update(workspace: workspace) { $0.connections.append(new) }
    }
    try recordEffect(on: workspace, "put_link_connection", name)
    return try connection(name, in: workspace)
  }

  /// False when there was none (204).
  package mutating func deleteConnection(_ name: String, in workspace: String) throws -> Bool {
    guard let link = world.workspace(named: workspace)?.connection(named: name) else {
      return false
    }
    guard [.initial, .stopped].contains(link.status) else {
      throw Self.wrongState(of: link, for: "deleted")
    }
    let sides = LinkSides(link, of: workspace, in: world)
    for table in link.tables { try sides.published(of: table)?.drop(from: rows) }
    world.update(workspace: workspace) { $0.connections.removeAll { $0.id == link.id } }
    try recordEffect(on: workspace, "delete_link_connection", link.name)
    return true
  }

  /// - Throws: `ARMRefusal` in a state in which it may not be said.
  package mutating func tell(
    _ name: String,
    _ verb: LinkConnectionVerb,
    in workspace: String
  ) throws {
    let link = try connection(name, in: workspace)
    guard verb.from.contains(link.status) else {
      throw Self.wrongState(of: link, for: "told to \(verb.rawValue)")
    }
    if verb == .start { try beginFullLoad(of: link, in: workspace) }
    let now = now
    world.update(connection: name, of: workspace) { link in
      link.move(to: verb.leadsTo, at: now)
      if verb == .start {
        link.startedAt = now
        link.stoppedAt = nil
      }
    }
    try recordEffect(on: workspace, "\(verb.rawValue)_link_connection", link.name)
  }

  /// Keeps a new token; the source's credential has it a little later.
  ///
  /// The same one again is no change.
  ///
  /// - Throws: `ARMRefusal` for what is no SAS; whether it works is not looked at.
  package mutating func updateLandingZoneCredential(
    of name: String,
    token text: String,
    in workspace: String
  ) throws {
    let link = try connection(name, in: workspace)
    let text = text.hasPrefix("?") ? String(text.dropFirst()) : text
    let token = SharedAccessToken(text)
    guard token.kind != nil, token.expiry != nil else {
      throw ARMRefusal(
        400,
        "InvalidSasToken",
        "The SAS token of the landing zone is not valid: it needs sv, se, sig and its scope."
      )
    }
    guard link.request.landingZone.token != text else { return }
    let due = now + Self.credentialDelay
    world.update(connection: name, of: workspace) { link in
      link.request.landingZone.token = text
      link.credentialDue = due
    }
    try recordEffect(on: workspace, "update_landing_zone_credential", link.name)
  }

  /// Makes the landing-zone token of a link, or of all, one that ended a minute ago.
  ///
  /// The same key signs it again: whoever looks sees an honest token whose time is over.
  package mutating func expireLandingZoneCredential(of name: String?) throws -> [String] {
    var expired: [String] = []
    for workspace in world.workspaces {
      for link in workspace.connections where name.map(link.name.isSameName(as:)) ?? true {
        let zone = link.request.landingZone
        guard let account = world.storageAccount(named: zone.account) else { continue }
        var token = SharedAccessToken(zone.token)
        let signer = try account.signer(of: token, for: .container(zone.container))
        guard let key = signer ?? account.keys.first else { continue }
        token.fields["st"] = (wallTime + .seconds(-7 * 86_400)).sasTime
        token.fields["se"] = (wallTime + .seconds(-60)).sasTime
        token.sign(for: "/blob/\(account.name)/\(zone.container)", of: account.name, with: key)
        var old = link
        old.request.landingZone.token = token.query
        let query = token.query
        world.update(connection: link.name, of: workspace.name) { link in
          link.request.landingZone.token = query
          link.credentialDue = nil
        }
        passCredential(of: old, in: workspace.name)
        expired.append(link.name)
      }
    }
    return expired
  }

  /// `ALTER DATABASE SCOPED CREDENTIAL`, by which a person may give the source a token.
  package mutating func alterScopedCredential(
    _ name: String,
    identity: String,
    secret: String?,
    in database: String,
    on server: String
  ) throws {
    guard self.server(server).database(named: database)?.credential(named: name) != nil else {
      throw TSQLMessage(
        15_151,
        "Cannot alter the database scoped credential '\(name)', because it does not exist or you "
          + "do not have permission."
      )
    }
    let now = feedTime
    world.update(server: server) { server in
      server.update(database: database) { database in
        database.setCredential(name, identity: identity, secret: secret, at: now)
      }
    }
    retryFeeds(using: name, on: server, database: database)
    try recordEffect(on: server, "alter_scoped_credential", "\(database).\(name)")
  }

  package func connection(_ name: String, in workspace: String) throws -> LinkConnection {
    guard let link = world.workspace(named: workspace)?.connection(named: name) else {
      throw ARMRefusal(
        404,
        "LinkConnectionNotFound",
        "The link connection '\(name)' was not found in workspace '\(workspace)'."
      )
    }
    return link
  }

  private static func wrongState(of link: LinkConnection, for what: String) -> ARMRefusal {
    ARMRefusal(
      409,
      "InvalidLinkConnectionState",
      "The link connection '\(link.name)' is \(link.status.rawValue) and cannot be \(what)."
    )
  }

  private func requireSource(of request: LinkConnection.Request) throws {
    guard
      world.storageAccount(named: request.landingZone.account)?
        .container(named: request.landingZone.container) != nil
    else {
      throw ARMRefusal(
        400,
        "LandingZoneNotFound",
        "The container '\(request.landingZone.container)' of the landing zone was not found."
      )
    }
    guard world.server(named: request.server)?.database(named: request.database) != nil else {
      throw ARMRefusal(
        400,
        "SourceDatabaseNotFound",
        "The source database '\(request.database)' was not found."
      )
    }
  }

  /// What a start does first: nothing is published yet, and the source learns the token.
  private mutating func beginFullLoad(of link: LinkConnection, in workspace: String) throws {
    let sides = LinkSides(link, of: workspace, in: world)
    for table in link.tables {
      var failure: LinkConnection.Failure?
      if link.request.actionOnExistingTable == .fail, let target = sides.target(of: table),
        world.workspace(named: workspace)?.pool(named: link.request.pool)?
          .table(schema: table.target.schema, name: table.target.table) != nil,
        try target.count(in: rows) > 0
      {
        failure = LinkConnection.Failure(
          code: "TargetTableNotEmpty",
          message: "The target table \(table.target.written) is there and has rows."
        )
      }
      world.update(connection: link.name, of: workspace) { link in
        link.update(table.id) { table in
          table.status = failure == nil ? .waiting : .failed
          table.failure = failure
          table.snapshotEnd = nil
        }
      }
    }
    world.update(server: link.request.server) { server in
      server.update(database: link.request.database) { database in
        database.changeFeed = database.changeFeed ?? ChangeFeed()
      }
    }
    passCredential(of: link, in: workspace)
  }
}

extension Estate {
  /// Gives the names of the links whose token has expired; see `EstateTransaction`.
  @discardableResult
  package func expireLandingZoneCredential(of link: String? = nil) throws -> [String] {
    try change { try $0.expireLandingZoneCredential(of: link) }
  }
}
