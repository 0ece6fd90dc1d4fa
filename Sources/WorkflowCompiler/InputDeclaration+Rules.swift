import WorkflowModel

extension InputDeclaration {
  /// What a list breaks of the declaration's rules, as a full sentence.
  func complaint(about value: Value) -> String? {
    guard let items = value.list else { return nil }
    if let minItems, items.count < minItems {
      return "Input '\(name)' needs at least \(minItems) items and has \(items.count)."
    }
    guard unique else { return nil }
    var seen: Set<Value> = []
    for item in items where !seen.insert(item).inserted {
      return "Input '\(name)' holds '\(item)' twice, and its items must differ."
    }
    return nil
  }
}
