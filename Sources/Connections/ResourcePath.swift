/// Where a resource stands in Azure Resource Manager.
package struct ResourcePath: Hashable, Sendable {
  /// The types of resource that connections name, as Azure writes them.
  package enum ResourceType: String, Hashable, Sendable {
    case managedInstance = "Microsoft.Sql/managedInstances"
    case synapseWorkspace = "Microsoft.Synapse/workspaces"
  }

  package var type: ResourceType
  package var subscription: String
  package var resourceGroup: String
  package var name: String

  /// Reads the path that the Azure portal shows; its fixed words may have any case, as Resource
  /// Manager's may.
  package init?(_ text: String, type: ResourceType) {
    let typeWords = type.rawValue.lowercased().split(separator: "/").map(String.init)
    let words: [String?] =
      ["", "subscriptions", nil, "resourcegroups", nil, "providers"] + typeWords + [nil]
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == words.count else { return nil }
    for (part, word) in zip(parts, words) {
      if let word {
        guard part.lowercased() == word else { return nil }
      } else {
        guard part.wholeMatch(of: /[A-Za-z0-9_.()-]+/) != nil else { return nil }
      }
    }
    self.type = type
    subscription = parts[2]
    resourceGroup = parts[4]
    name = parts[8]
  }
}

extension ResourcePath: CustomStringConvertible {
  package var description: String {
    "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)"
      + "/providers/\(type.rawValue)/\(name)"
  }
}
