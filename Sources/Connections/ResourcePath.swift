/// Where a managed instance stands in Azure Resource Manager.
package struct ResourcePath: Hashable, Sendable {
  package var subscription: String
  package var resourceGroup: String
  package var name: String

  /// Reads the path that the Azure portal shows; its fixed words may have any case, as Resource
  /// Manager's may.
  package init?(_ text: String) {
    let words = [
      "", "subscriptions", nil, "resourcegroups", nil, "providers", "microsoft.sql",
      "managedinstances", nil,
    ]
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == words.count else { return nil }
    for (part, word) in zip(parts, words) {
      if let word {
        guard part.lowercased() == word else { return nil }
      } else {
        guard part.wholeMatch(of: /[A-Za-z0-9_.()-]+/) != nil else { return nil }
      }
    }
    subscription = parts[2]
    resourceGroup = parts[4]
    name = parts[8]
  }
}

extension ResourcePath: CustomStringConvertible {
  package var description: String {
    "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)"
      + "/providers/Microsoft.Sql/managedInstances/\(name)"
  }
}
