/// A Synapse workspace: its dedicated pools, what it is linked to, its link connections.
package struct SynapseWorkspace: Hashable, Codable, Sendable {
  /// What a linked service leads to, within the estate.
  package enum Target: Hashable, Codable, Sendable {
    case sqlServer(server: String, database: String)
    case landingZone(account: String)
    /// The workspace's own pools; the link names which.
    case pools
  }

  package struct LinkedService: Hashable, Codable, Sendable {
    package var name: String
    package var target: Target
  }

  package struct Pool: Hashable, Codable, Sendable {
    package var name: String
    package var id: String
    package var sku: String
    /// `Online`, as long as the lab cannot pause one.
    package var status: String
    package var collation: String
    package var createdAt: EstateInstant
    package var tables: [TableSchema]

    package func table(schema: String, name: String) -> TableSchema? {
      tables.first { $0.name.isSameName(as: name) && $0.schema.isSameName(as: schema) }
    }
  }

  package var name: String
  package var id: String
  package var subscription: String
  package var resourceGroup: String
  package var location: String
  /// `principalId` of the workspace's managed identity.
  package var identity: String
  package var createdAt: EstateInstant
  package var linkedServices: [LinkedService]
  package var pools: [Pool]
  package var connections: [LinkConnection]

  package func connection(named name: String) -> LinkConnection? {
    connections.first { $0.name.isSameName(as: name) }
  }

  package func pool(named name: String) -> Pool? {
    pools.first { $0.name.isSameName(as: name) }
  }

  package func linkedService(named name: String) -> LinkedService? {
    linkedServices.first { $0.name.isSameName(as: name) }
  }

  /// The workspace's resource id in ARM.
  package var resourceID: String {
    "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)"
      + "/providers/Microsoft.Synapse/workspaces/\(name)"
  }
}

extension World {
  package func storageAccount(named name: String) -> StorageAccount? {
    storageAccounts.first { $0.name.isSameName(as: name) }
  }

  package func workspace(named name: String) -> SynapseWorkspace? {
    workspaces.first { $0.name.isSameName(as: name) }
  }

  /// Does nothing when no account has the name.
  package mutating func update(
    storageAccount name: String,
    _ change: (inout StorageAccount) -> Void
  ) {
    let index = storageAccounts.firstIndex { $0.name.isSameName(as: name) }
    if let index { change(&storageAccounts[index]) }
  }

  /// Does nothing when no workspace has the name.
  package mutating func update(
    workspace name: String,
    _ change: (inout SynapseWorkspace) -> Void
  ) {
    let index = workspaces.firstIndex { $0.name.isSameName(as: name) }
    if let index { change(&workspaces[index]) }
  }

  /// Does nothing when there is no such link connection.
  package mutating func update(
    connection name: String,
    of workspace: String,
    _ change: (inout LinkConnection) -> Void
  ) {
    update(workspace: workspace) { workspace in
      let index = workspace.connections.firstIndex { $0.name.isSameName(as: name) }
      if let index { change(&workspace.connections[index]) }
    }
  }
}
