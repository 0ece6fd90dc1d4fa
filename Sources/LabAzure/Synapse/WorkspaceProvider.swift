import LabEstate

/// `Microsoft.Synapse` of ARM: workspaces and their dedicated pools, to be read.
struct WorkspaceProvider: Sendable {
  struct WorkspaceDocument: Encodable {
    struct Identity: Encodable {
      var type = "SystemAssigned"
      var principalId: String
      var tenantId: String
    }

    struct Properties: Encodable {
      var provisioningState = "Succeeded"
      var connectivityEndpoints: [String: String]
      var managedVirtualNetwork = ""
      var publicNetworkAccess = "Enabled"
      var sqlAdministratorLogin = "sqladminuser"
      var azureADOnlyAuthentication = false
      var workspaceUID: String
    }

    var id: String
    var name: String
    var type = "Microsoft.Synapse/workspaces"
    var location: String
    var tags: [String: String] = [:]
    var identity: Identity
    var properties: Properties
  }

  struct PoolDocument: Encodable {
    struct SKU: Encodable {
      var name: String
      var capacity = 0
    }

    struct Properties: Encodable {
      var status: String
      var provisioningState = "Succeeded"
      var collation: String
      var creationDate: String
      var maxSizeBytes = 263_882_790_666_240
      var storageAccountType = "GRS"
    }

    var id: String
    var name: String
    var type = "Microsoft.Synapse/workspaces/sqlPools"
    var location: String
    var tags: [String: String] = [:]
    var sku: SKU
    var properties: Properties
  }

  let estate: Estate
  let tenant: AzureTenant

  /// - Throws: `ARMRefusal`.
  func answer(_ request: AzureRequest, _ path: ResourcePath) throws -> ResourceAnswer {
    let workspaces = try estate.world().workspaces.filter {
      path.leads(to: $0.subscription, $0.resourceGroup)
    }
    guard request.method == "GET" else {
      throw ARMRefusal(
        405,
        "HttpMethodNotSupported",
        "The lab does not answer \(request.method) at '\(request.path)'."
      )
    }
    if path.shape == "workspaces" {
      return try ResourceAnswer(
        200,
        ListDocument(value: workspaces.map { document(of: $0, at: request.base) })
      )
    }
    let found = workspaces.first { $0.name.isSameWord(as: path.server) }
    guard let workspace = found, path.resourceGroup != nil else {
      throw ResourceProvider.notFound(
        "Microsoft.Synapse/workspaces/\(path.server)",
        in: path.resourceGroup ?? ""
      )
    }
    switch path.shape {
    case "workspaces/*":
      return try ResourceAnswer(200, document(of: workspace, at: request.base))
    case "workspaces/*/sqlpools":
      let pools = workspace.pools.map { document(of: $0, in: workspace) }
      return try ResourceAnswer(200, ListDocument(value: pools))
    case "workspaces/*/sqlpools/*":
      guard let pool = workspace.pool(named: path.rest[3]) else {
        throw ResourceProvider.notFound(
          "Microsoft.Synapse/workspaces/\(workspace.name)/sqlPools/\(path.rest[3])",
          in: workspace.resourceGroup
        )
      }
      return try ResourceAnswer(200, document(of: pool, in: workspace))
    default:
      throw ARMRefusal(404, "NotFound", "The lab has nothing at '\(request.path)'.")
    }
  }

  private func document(
    of workspace: SynapseWorkspace,
    at base: String
  ) -> WorkspaceDocument {
    WorkspaceDocument(
      id: workspace.resourceID,
      name: workspace.name,
      location: workspace.location,
      identity: WorkspaceDocument.Identity(
        principalId: workspace.identity,
        tenantId: tenant.id
      ),
      properties: WorkspaceDocument.Properties(
        connectivityEndpoints: ["dev": "\(base)/\(workspace.name)"],
        workspaceUID: workspace.id
      )
    )
  }

  private func document(
    of pool: SynapseWorkspace.Pool,
    in workspace: SynapseWorkspace
  ) -> PoolDocument {
    PoolDocument(
      id: "\(workspace.resourceID)/sqlPools/\(pool.name)",
      name: pool.name,
      location: workspace.location,
      sku: PoolDocument.SKU(name: pool.sku),
      properties: PoolDocument.Properties(
        status: pool.status,
        collation: pool.collation,
        creationDate: pool.createdAt.rfc3339
      )
    )
  }
}
