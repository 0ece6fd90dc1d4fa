import GRDB

extension WorldSummary {
  /// A landing zone's SAS as it is now; its text is a secret and its signature differs every time.
  package struct Credential: Hashable, Codable, Sendable {
    /// `valid`, or the code with which the storage would refuse it.
    package var state: String
    /// Nil when none of the account's keys signed it.
    package var key: String?
    package var permissions: String
    /// Whole days, 0 once it has expired.
    package var daysLeft: Int
  }

  package struct LinkTable: Hashable, Codable, Sendable {
    package var name: String
    package var status: String
    /// Rows in the pool.
    package var replicated: Int
    /// Changes that the pool does not have yet.
    package var pending: Int
  }

  package struct Connection: Hashable, Codable, Sendable {
    package var name: String
    package var source: String
    package var status: String
    package var error: String?
    package var landingZone: String
    package var credential: Credential
    package var tables: [LinkTable]
  }

  package struct Workspace: Hashable, Codable, Sendable {
    package var name: String
    package var pools: [String]
    package var connections: [Connection]
  }

  package struct Account: Hashable, Codable, Sendable {
    package var name: String
    package var containers: [String]
    /// Those that clients keep, not those of a link's landing zone.
    package var blobs: [String]
  }
}

extension WorldSummary.Account {
  init(_ account: StorageAccount, in world: World, rows: GRDB.Database) throws {
    name = account.name
    containers = account.containers.map(\.name).sorted()
    let zones = world.workspaces.flatMap(\.connections).map(\.request.landingZone)
    blobs = try containers.flatMap { container in
      let prefixes = zones.filter { $0.account == account.name && $0.container == container }
        .map(\.prefix)
      return try BlobStore(account: account.name, container: container).blobs(in: rows)
        .filter { blob in !prefixes.contains { blob.name.hasPrefix($0) } }
        .map { "\(container)/\($0.name)" }
    }
  }
}

extension WorldSummary.Workspace {
  init(
    _ workspace: SynapseWorkspace,
    in world: World,
    at wallTime: EstateInstant,
    rows: GRDB.Database
  ) throws {
    name = workspace.name
    pools = workspace.pools.map { "\($0.name) \($0.status)" }.sorted()
    connections = try workspace.connections.sorted { $0.name < $1.name }.map { link in
      try WorldSummary.Connection(link, of: workspace, in: world, at: wallTime, rows: rows)
    }
  }
}

extension WorldSummary.Connection {
  fileprivate init(
    _ link: LinkConnection,
    of workspace: SynapseWorkspace,
    in world: World,
    at wallTime: EstateInstant,
    rows: GRDB.Database
  ) throws {
    let zone = link.request.landingZone
    name = link.name
    source = "\(link.request.server)/\(link.request.database)"
    status = link.status.rawValue
    error = link.failure?.code
    landingZone = "\(zone.account)/\(zone.container)/\(zone.folder)"
    credential = WorldSummary.Credential(
      SharedAccessToken(zone.token),
      for: zone,
      of: world.storageAccount(named: zone.account),
      at: wallTime
    )
    let sides = LinkSides(link, of: workspace.name, in: world)
    let pool = workspace.pool(named: link.request.pool)
    tables = try link.tables.sorted { $0.source.written < $1.source.written }.map { table in
      var replicated = 0
      var pending = 0
      if let source = sides.source(of: table) {
        if let target = sides.target(of: table),
          pool?.table(schema: table.target.schema, name: table.target.table) != nil
        {
          replicated = try target.count(in: rows)
          pending = try TableDifference(of: source, since: target, in: rows).count
        } else {
          pending = try source.count(in: rows)
        }
      }
      return WorldSummary.LinkTable(
        name: table.source.written,
        status: table.status.rawValue,
        replicated: replicated,
        pending: pending
      )
    }
  }
}

extension WorldSummary.Credential {
  fileprivate init(
    _ token: SharedAccessToken,
    for zone: LinkConnection.LandingZone,
    of account: StorageAccount?,
    at wallTime: EstateInstant
  ) {
    let container = StorageAction.Resource.container(zone.container)
    let signer = try? account?.signer(of: token, for: container)
    key = signer?.name
    permissions = token["sp"]
    let left = token.expiry.map { $0 - wallTime } ?? .zero
    daysLeft = max(0, Int(left.components.seconds / 86_400))
    do {
      let list = StorageAction(container, permissions: "l")
      try account?.authorize(token, for: list, from: nil, at: wallTime)
      let lacking = EstateTransaction.landingPermissions.contains { !token["sp"].contains($0) }
      state = lacking ? "AuthorizationPermissionMismatch" : "valid"
    } catch let refusal as StorageRefusal {
      state = left > .zero || signer == nil ? refusal.code : "expired"
    } catch {
      state = "\(error)"
    }
  }
}
