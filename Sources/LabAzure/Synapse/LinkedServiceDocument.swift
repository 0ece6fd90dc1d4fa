import LabEstate

/// A linked service without its secrets.
struct LinkedServiceDocument: Encodable {
  struct Properties: Encodable {
    var type: String
    var typeProperties: [String: String]
  }

  var id: String
  var name: String
  var type = "Microsoft.Synapse/workspaces/linkedservices"
  var properties: Properties

  init(
    _ service: SynapseWorkspace.LinkedService,
    of workspace: SynapseWorkspace,
    in world: World
  ) {
    id = "\(workspace.resourceID)/linkedservices/\(service.name)"
    name = service.name
    properties =
      switch service.target {
      case .sqlServer(let server, let database):
        Properties(
          type: "SqlServer",
          typeProperties: [
            "connectionString":
              "Integrated Security=False;Data Source=\(server);Initial Catalog=\(database)"
          ]
        )
      case .landingZone(let account):
        Properties(
          type: "AzureBlobFS",
          typeProperties: [
            "url": "https://\(account).dfs."
              + (world.storageAccount(named: account)?.domainSuffix ?? "")
          ]
        )
      case .pools:
        Properties(
          type: "AzureSqlDW",
          typeProperties: [
            "connectionString":
              "Data Source=tcp:\(workspace.name).sql.azuresynapse.net,1433;"
              + "Initial Catalog=@{linkedService().DBName}"
          ]
        )
      }
  }
}
