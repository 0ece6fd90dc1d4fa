/// The parts of a resource's ID that a command for people needs.
struct ResourceID {
  var subscription: String
  var resourceGroup: String
  var instance: String

  /// Reads `/subscriptions/{…}/resourceGroups/{…}/providers/Microsoft.Sql/managedInstances/{…}/…`;
  /// placeholders stand for what it does not hold.
  init(_ text: String?) {
    let parts = (text ?? "").split(separator: "/").map(String.init)
    func part(after key: String) -> String? {
      guard let index = parts.firstIndex(where: { $0.lowercased() == key.lowercased() }),
        parts.indices.contains(index + 1)
      else { return nil }
      return parts[index + 1]
    }
    subscription = part(after: "subscriptions") ?? "SUBSCRIPTION"
    resourceGroup = part(after: "resourceGroups") ?? "RESOURCE_GROUP"
    instance = part(after: "managedInstances") ?? "INSTANCE"
  }

  /// A command of the Azure CLI on something of this instance's.
  func command(_ verb: String, name: String) -> String {
    "az \(verb) --subscription \(word(subscription)) -g \(word(resourceGroup)) "
      + "--mi \(word(instance)) -n \(word(name))"
  }

  /// Quotes for a POSIX shell what it would not take as it is.
  private func word(_ text: String) -> String {
    text.wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil
      ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
