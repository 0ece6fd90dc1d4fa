/// What a token is good for: Entra gives one for the resource that its scope names.
enum TokenAudience: Hashable, Sendable {
  case resourceManager, synapse, storage

  /// Reads `RESOURCE/.default`; the lab's own address stands for its Resource Manager.
  ///
  /// Nil for a resource that the tenant does not know.
  init?(scope: String, labAddress: String) {
    let words = scope.split(separator: " ").filter { $0.hasSuffix("/.default") }
    guard var resource = words.first?.dropLast("/.default".count) else { return nil }
    while resource.hasSuffix("/") { resource = resource.dropLast() }
    switch resource.lowercased() {
    case labAddress.lowercased(): self = .resourceManager
    case let name where Self.resourceManagers.contains(name): self = .resourceManager
    case let name where Self.synapses.contains(name): self = .synapse
    case "https://storage.azure.com": self = .storage
    default: return nil
    }
  }

  private static let resourceManagers: Set = [
    "https://management.azure.com", "https://management.core.windows.net",
    "https://management.core.chinacloudapi.cn", "https://management.chinacloudapi.cn",
    "https://management.core.usgovcloudapi.net", "https://management.usgovcloudapi.net",
  ]

  private static let synapses: Set = [
    "https://dev.azuresynapse.net", "https://dev.azuresynapse.azure.cn",
    "https://dev.azuresynapse.usgovcloudapi.net",
  ]
}
