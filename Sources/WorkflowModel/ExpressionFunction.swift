/// The closed set of pure functions an expression may call.
public enum ExpressionFunction: String, CaseIterable, Sendable {
  case choose = "if"
  case length
  case lower
  case upper
  case replace
  case startsWith = "starts_with"
  case endsWith = "ends_with"

  public var parameters: [ValueType] {
    switch self {
    case .choose: [.bool, .any, .any]
    case .length: [.any]
    case .lower, .upper: [.string]
    case .replace: [.string, .string, .string]
    case .startsWith, .endsWith: [.string, .string]
    }
  }

  public var result: ValueType {
    switch self {
    case .choose: .any
    case .length: .int
    case .lower, .upper, .replace: .string
    case .startsWith, .endsWith: .bool
    }
  }

  static func apply(_ name: String, to values: [Value]) throws(EvaluationFailure) -> Value {
    guard let function = ExpressionFunction(rawValue: name) else {
      throw EvaluationFailure("There is no function '\(name)'.")
    }
    switch (function, values.count) {
    case (.choose, 3):
      guard let condition = values[0].bool else { break }
      return condition ? values[1] : values[2]
    case (.length, 1):
      switch values[0] {
      case .string(let text): return .int(Int64(text.count))
      case .list(let items): return .int(Int64(items.count))
      case .object(let members): return .int(Int64(members.count))
      default: break
      }
    case (.lower, 1): if let text = values[0].string { return .string(text.lowercased()) }
    case (.upper, 1): if let text = values[0].string { return .string(text.uppercased()) }
    case (.replace, 3):
      guard let text = values[0].string, let old = values[1].string, let new = values[2].string,
        !old.isEmpty
      else { break }
      return .string(text.replacing(old, with: new))
    case (.startsWith, 2):
      guard let text = values[0].string, let part = values[1].string else { break }
      return .bool(text.hasPrefix(part))
    case (.endsWith, 2):
      guard let text = values[0].string, let part = values[1].string else { break }
      return .bool(text.hasSuffix(part))
    default: break
    }
    let kinds = values.map(\.kindName).joined(separator: ", ")
    throw EvaluationFailure("'\(name)' does not take (\(kinds)).")
  }
}
