import Foundation
import GRDB

extension WorldBuilder {
  /// Adds accounts and workspaces to a world that has its servers; their links have done their
  /// first load.
  func addSynapse(to world: World, in database: GRDB.Database) throws -> World {
    var world = world
    world.storageAccounts = description.storageAccounts.map(account)
    world.workspaces = description.workspaces.map(workspace)
    var birth = EstateTransaction(world: world, rows: database, wallTime: start)
    for plan in description.workspaces {
      for connection in plan.connections { try birth.beget(connection, in: plan) }
    }
    return birth.world
  }

  private func account(_ plan: EstateDescription.Account) -> StorageAccount {
    StorageAccount(
      name: plan.name,
      subscription: plan.subscription,
      resourceGroup: plan.resourceGroup,
      location: plan.location,
      createdAt: start,
      keys: ["key1", "key2"].map { .random($0, createdAt: start) },
      containers: plan.containers.map { name in
        StorageAccount.Container(name: name, createdAt: start, etag: BlobStore.newTag())
      }
    )
  }

  private func workspace(_ plan: EstateDescription.Workspace) -> SynapseWorkspace {
    var services = [
      SynapseWorkspace.LinkedService(
        name: "\(plan.name)-WorkspaceDefaultSqlServer",
        target: .pools
      )
    ]
    for connection in plan.connections {
      services.append(
        SynapseWorkspace.LinkedService(
          name: "LS_\(connection.database)",
          target: .sqlServer(server: connection.server, database: connection.database)
        )
      )
      services.append(
        SynapseWorkspace.LinkedService(
          name: "LS_\(connection.account)",
          target: .landingZone(account: connection.account)
        )
      )
    }
    return SynapseWorkspace(
      name: plan.name,
      id: UUID().uuidString.lowercased(),
      subscription: plan.subscription,
      resourceGroup: plan.resourceGroup,
      location: plan.location,
      identity: UUID().uuidString.lowercased(),
      createdAt: start,
      linkedServices: services,
      pools: [
        SynapseWorkspace.Pool(
          name: plan.pool,
          id: UUID().uuidString.lowercased(),
          sku: "DW100c",
          status: "Online",
          collation: "SQL_Latin1_General_CP1_CI_AS",
          createdAt: start,
          tables: []
        )
      ],
      connections: []
    )
  }
}

extension EstateTransaction {
  /// Makes a link connection that runs and has loaded everything, where its ends are there.
  fileprivate mutating func beget(
    _ plan: EstateDescription.Connection,
    in workspace: EstateDescription.Workspace
  ) throws {
    guard let account = world.storageAccount(named: plan.account), let key = account.keys.first,
      let database = world.server(named: plan.server)?.database(named: plan.database)
    else { return }
    let token = SharedAccessToken.forContainer(
      plan.container,
      of: account.name,
      permissions: Self.landingPermissions,
      from: wallTime + .seconds(-900),
      until: wallTime + plan.tokenLifetime,
      signedWith: key
    )
    var link = LinkConnection(
      name: plan.name,
      id: UUID().uuidString.lowercased(),
      request: LinkConnection.Request(
        sourceService: "LS_\(plan.database)",
        server: plan.server,
        database: plan.database,
        targetService: "\(workspace.name)-WorkspaceDefaultSqlServer",
        pool: workspace.pool,
        crossTableTransaction: false,
        actionOnExistingTable: .fail,
        landingService: "LS_\(plan.account)",
        landingZone: LinkConnection.LandingZone(
          account: plan.account,
          container: plan.container,
          folder: plan.name,
          token: token.query
        ),
        compute: LinkConnection.Compute(coreCount: 8, computeType: "General")
      ),
      status: .running,
      at: now,
      runID: UUID().uuidString.lowercased(),
      tableGroupID: UUID().uuidString.lowercased()
    )
    link.startedAt = now
    link.changedAt = now
    link.tables = database.tables.map { table in
      let name = LinkTable.Name(schema: table.schema, table: table.name)
      return LinkTable(
        id: UUID().uuidString.lowercased(),
        tableID: UUID().uuidString.lowercased(),
        source: name,
        target: name,
        distribution: "Round_RoBin",
        structure: "Clustered_ColumnStore",
        status: .waiting,
        snapshotRows: 0
      )
    }
    let born = link
    world.update(workspace: workspace.name) { $0.connections.append(born) }
    world.update(server: plan.server) { server in
      server.update(database: plan.database) { $0.changeFeed = ChangeFeed() }
    }
    passCredential(of: born, in: workspace.name)
    for table in born.tables {
      try LinkSides(born, of: workspace.name, in: world).published(of: table)?.create(in: rows)
    }
    try publish(born, of: workspace.name)
    try apply(try connection(plan.name, in: workspace.name), of: workspace.name)
  }
}
