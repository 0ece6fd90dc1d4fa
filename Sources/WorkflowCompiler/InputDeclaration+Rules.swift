import WorkflowModel

extension InputDeclaration {
  /// What a list breaks of the declaration's rules, as a full sentence.
  func complaint(about value: Value) -> String? {
    guard let items = value.list else { return nil }
    if let minItems, items.count < minItems {
      let least = minItems == 1 ? "one item" : "\(minItems) items"
      return "Input '\(name)' needs at least \(least) and has \(items.count)."
    }
    guard unique else { return nil }
    var seen: Set<Value> = []
    for item in items where !seen.insert(item).inserted {
      return "Input '\(name)' holds '\(item)' twice, and its items must differ."
    }
    return nil
  }
}
