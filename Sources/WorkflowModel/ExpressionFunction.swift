/// The closed set of pure functions an expression may call.
public enum ExpressionFunction: String, CaseIterable, Sendable {
  case choose = "if"
  case length
  case empty
  case contains
  case join
  case flatten
  /// What `[a, b]` stands for.
  case list
  case lower
  case upper
  case replace
  case startsWith = "starts_with"
  case endsWith = "ends_with"

  /// What it takes; nil for any number of any values.
  public var parameters: [ValueType]? {
    switch self {
    case .choose: [.bool, .any, .any]
    case .length, .empty: [.any]
    case .contains: [.any, .any]
    case .join: [.list(.string), .string]
    case .flatten: [.list(.any), .string]
    case .list: nil
    case .lower, .upper: [.string]
    case .replace: [.string, .string, .string]
    case .startsWith, .endsWith: [.string, .string]
    }
  }

  public var result: ValueType {
    switch self {
    case .choose: .any
    case .length: .int
    case .flatten, .list: .list(.any)
    case .join, .lower, .upper, .replace: .string
    case .empty, .contains, .startsWith, .endsWith: .bool
    }
  }

  static func apply(_ name: String, to values: [Value]) throws(EvaluationFailure) -> Value {
    guard let function = ExpressionFunction(rawValue: name) else {
      throw EvaluationFailure("There is no function '\(name)'.")
    }
    if function.waits(for: values) {
      return .unknown("\(name)(\(values.map(\.description).joined(separator: ", ")))")
    }
    if let value = function.value(of: values) ?? function.text(of: values) { return value }
    let kinds = values.map(\.kindName).joined(separator: ", ")
    throw EvaluationFailure("'\(name)' does not take (\(kinds)).")
  }

  /// Whether the result hangs on a value that is not known before the run.
  private func waits(for values: [Value]) -> Bool {
    switch self {
    case .list: false
    case .choose: values.first?.isUnknown ?? false
    case .contains, .join: !values.allSatisfy(\.isKnown)
    default: values.contains(where: \.isUnknown)
    }
  }

  private func value(of values: [Value]) -> Value? {
    switch (self, values.count) {
    case (.list, _): return .list(values)
    case (.choose, 3):
      return values[0].bool.map { $0 ? values[1] : values[2] }
    case (.length, 1):
      return Self.length(of: values[0]).map { .int(Int64($0)) }
    case (.empty, 1):
      return Self.length(of: values[0]).map { .bool($0 == 0) }
    case (.contains, 2):
      if let items = values[0].list {
        return .bool(items.contains { Expression.same($0, values[1]) })
      }
      guard let text = values[0].string, let part = values[1].string else { return nil }
      return .bool(part.isEmpty || text.contains(part))
    case (.flatten, 2):
      guard let items = values[0].list, let field = values[1].string else { return nil }
      return Self.flattened(items, field)
    default: return nil
    }
  }

  private func text(of values: [Value]) -> Value? {
    switch (self, values.count) {
    case (.join, 2):
      guard let items = values[0].list, let separator = values[1].string else { return nil }
      let texts = items.compactMap(\.string)
      return texts.count == items.count ? .string(texts.joined(separator: separator)) : nil
    case (.lower, 1): return values[0].string.map { .string($0.lowercased()) }
    case (.upper, 1): return values[0].string.map { .string($0.uppercased()) }
    case (.replace, 3):
      guard let text = values[0].string, let old = values[1].string, let new = values[2].string,
        !old.isEmpty
      else { return nil }
      return .string(text.replacing(old, with: new))
    case (.startsWith, 2):
      guard let text = values[0].string, let part = values[1].string else { return nil }
      return .bool(text.hasPrefix(part))
    case (.endsWith, 2):
      guard let text = values[0].string, let part = values[1].string else { return nil }
      return .bool(text.hasSuffix(part))
    default: return nil
    }
  }

  private static func length(of value: Value) -> Int? {
    switch value {
    case .string(let text): text.count
    case .list(let items): items.count
    case .object(let members): members.count
    default: nil
    }
  }

  /// One field's lists of all items in one list; an item without the field adds nothing.
  private static func flattened(_ items: [Value], _ field: String) -> Value? {
    var all: [Value] = []
    for item in items {
      if item.isUnknown { return .unknown("\(item).\(field)") }
      guard let members = item.object else { return nil }
      switch members[field] ?? .null {
      case .null: break
      case .list(let values): all += values
      case .unknown(let source): return .unknown(source)
      default: return nil
      }
    }
    return .list(all)
  }
}
