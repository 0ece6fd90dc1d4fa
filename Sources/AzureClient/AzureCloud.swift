/// A cloud's own addresses, as its `/metadata/endpoints` gives them.
package struct AzureCloud: Hashable, Sendable {
  package var name: String
  package var resourceManager: AzureEndpoint
  /// Where Entra gives out tokens.
  package var authority: AzureEndpoint
  /// What a token for Azure Resource Manager is for; a scope is this and `/.default`.
  package var managementAudience: String
  /// What a token for SQL Database, Managed Instance and dedicated pools is for.
  package var sqlAudience: String
  /// Without the leading dot; also the pattern of the names that certificates are issued for.
  package var sqlSuffix: String
  /// What a token for a Synapse workspace's development endpoint is for; also its address, less
  /// the workspace's name.
  package var synapseAudience: String
  /// After `blob.` in a storage account's address, and without a leading dot.
  package var storageSuffix: String

  package init(
    name: String,
    resourceManager: AzureEndpoint,
    authority: AzureEndpoint,
    managementAudience: String,
    sqlAudience: String,
    sqlSuffix: String,
    synapseAudience: String,
    storageSuffix: String
  ) {
    self.name = name
    self.resourceManager = resourceManager
    self.authority = authority
    self.managementAudience = managementAudience
    self.sqlAudience = sqlAudience
    self.sqlSuffix = sqlSuffix
    self.synapseAudience = synapseAudience
    self.storageSuffix = storageSuffix
  }

  package static let all = [global, usGovernment, china]

  /// Finds a cloud by the name that the Azure CLI uses, without regard to case.
  package static func named(_ name: String) -> AzureCloud? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }

  package static let global = AzureCloud(
    name: "AzureCloud",
    resourceManager: .https("management.azure.com"),
    authority: .https("login.microsoftonline.com"),
    managementAudience: "https://management.core.windows.net/",
    sqlAudience: "https://database.windows.net/",
    sqlSuffix: "database.windows.net",
    synapseAudience: "https://dev.azuresynapse.net",
    storageSuffix: "core.windows.net"
  )

  package static let usGovernment = AzureCloud(
    name: "AzureUSGovernment",
    resourceManager: .https("management.usgovcloudapi.net"),
    authority: .https("login.microsoftonline.us"),
    managementAudience: "https://management.core.usgovcloudapi.net/",
    sqlAudience: "https://database.usgovcloudapi.net/",
    sqlSuffix: "database.usgovcloudapi.net",
    synapseAudience: "https://dev.azuresynapse.usgovcloudapi.net",
    storageSuffix: "core.usgovcloudapi.net"
  )

  package static let china = AzureCloud(
    name: "AzureChinaCloud",
    resourceManager: .https("management.chinacloudapi.cn"),
    authority: .https("login.chinacloudapi.cn"),
    managementAudience: "https://management.core.chinacloudapi.cn/",
    sqlAudience: "https://database.chinacloudapi.cn/",
    sqlSuffix: "database.chinacloudapi.cn",
    synapseAudience: "https://dev.azuresynapse.azure.cn",
    storageSuffix: "core.chinacloudapi.cn"
  )
}

extension AzureCloud {
  /// The development endpoint of a Synapse workspace ("Azure Synapse REST API Reference").
  package func developmentAddress(of workspace: String) -> String {
    synapseAudience.replacing("https://", with: "https://\(workspace).")
  }

  /// The blob endpoint of a storage account ("Storage account overview", Standard endpoints).
  package func blobAddress(of account: String) -> String {
    "https://\(account).blob.\(storageSuffix)"
  }
}
