import WorkflowModel
import WorkflowSyntax

extension Scalar {
  /// The value as a literal of this type, or nil when it is none; secrets are not literals.
  func literal(as type: ValueType) -> Value? {
    if isNull { return type.isOptional || type == .any ? .null : nil }
    switch type {
    case .optional(let wrapped): return literal(as: wrapped)
    case .string, .connection: return .string(text)
    case .duration: return Duration(words: text).map { _ in .string(text) }
    case .int: return asInt.map { .int($0) }
    case .bool: return asBool.map { .bool($0) }
    case .decimal: return asInt.map { .int($0) } ?? asDecimal.map { .decimal($0) }
    case .any:
      if let bool = asBool { return .bool(bool) }
      return asInt.map { .int($0) } ?? asDecimal.map { .decimal($0) } ?? .string(text)
    case .list, .object, .secret: return nil
    }
  }
}
