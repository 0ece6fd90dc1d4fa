import Foundation

/// A path below a resource provider of ARM, split at its fixed words.
struct ResourcePath: Hashable {
  var subscription: String
  var resourceGroup: String?
  /// `Microsoft.Storage`.
  var provider: String
  /// What follows it: types and names by turns.
  var rest: [String]

  /// Nil for a path that leads to no provider.
  init?(_ path: String) {
    var segments = path.split(separator: "/").map {
      String($0).removingPercentEncoding ?? String($0)
    }
    func take(_ word: String) -> String? {
      guard segments.count >= 2, segments[0].isSameWord(as: word) else { return nil }
      segments.removeFirst()
      return segments.removeFirst()
    }
    guard let subscription = take("subscriptions") else { return nil }
    self.subscription = subscription
    resourceGroup = take("resourceGroups")
    guard let provider = take("providers"), !segments.isEmpty else { return nil }
    self.provider = provider
    rest = segments
  }

  /// The name of the resource that a fault may be meant for; empty above the resources.
  var server: String { rest.count > 1 ? rest[1] : "" }

  /// The types and verbs, in small letters, with `*` for names.
  var shape: String {
    rest.enumerated().map { index, word in
      index.isMultiple(of: 2) ? word.lowercased() : "*"
    }
    .joined(separator: "/")
  }

  func leads(to subscription: String, _ resourceGroup: String) -> Bool {
    self.subscription.isSameWord(as: subscription)
      && (self.resourceGroup.map { $0.isSameWord(as: resourceGroup) } ?? true)
  }
}
