import WorkflowModel

/// What is known of an expression's value before the run: a declared type, or more.
indirect enum ExpressionType: Equatable, Sendable {
  case value(ValueType)
  /// An object whose fields are known.
  case record([String: ExpressionType])
  case list(ExpressionType)
  case optional(ExpressionType)

  static let unknown = ExpressionType.value(.any)
  static let bool = ExpressionType.value(.bool)
  static let int = ExpressionType.value(.int)
  static let decimal = ExpressionType.value(.decimal)
  static let string = ExpressionType.value(.string)

  init(_ type: ValueType) {
    switch type {
    case .list(let element): self = .list(ExpressionType(element))
    case .optional(let wrapped): self = .optional(ExpressionType(wrapped))
    default: self = .value(type)
    }
  }

  var valueType: ValueType {
    switch self {
    case .value(let type): type
    case .record: .object
    case .list(let element): .list(element.valueType)
    case .optional(let wrapped): .optional(wrapped.valueType)
    }
  }

  var isOptional: Bool { if case .optional = self { true } else { false } }

  var unwrapped: ExpressionType {
    if case .optional(let wrapped) = self { wrapped.unwrapped } else { self }
  }

  /// The same, or null.
  var orNull: ExpressionType { isOptional || isUnknown ? self : .optional(self) }

  var isUnknown: Bool { self == .unknown }

  var isSecret: Bool { unwrapped == .value(.secret) }

  var isNumber: Bool { self == .int || self == .decimal }

  /// Whether it is kept as a text at run time.
  var isText: Bool {
    switch self {
    case .value(.string), .value(.connection), .value(.duration): true
    default: false
    }
  }

  func fits(_ wanted: ValueType) -> Bool {
    if case .list(let element) = self, case .list(let item) = wanted.unwrapped {
      return element.fits(item)
    }
    return valueType.fits(wanted)
  }

  /// Whether two values can ever be equal.
  func isComparable(with other: ExpressionType) -> Bool {
    let (a, b) = (unwrapped, other.unwrapped)
    if a.isUnknown || b.isUnknown || a == b { return true }
    if a.isNumber, b.isNumber { return true }
    if a.isText, b.isText { return true }
    if case .list(let x) = a, case .list(let y) = b { return x.isComparable(with: y) }
    return a.valueType == .object && b.valueType == .object
  }

  /// What a value is that is either of the two.
  func joined(with other: ExpressionType) -> ExpressionType {
    if self == other { return self }
    if isOptional || other.isOptional {
      return unwrapped.joined(with: other.unwrapped).orNull
    }
    switch (self, other) {
    case (.list(let x), .list(let y)): return .list(x.joined(with: y))
    case (.record(let x), .record(let y)) where x.keys == y.keys:
      return .record(x.merging(y) { $0.joined(with: $1) })
    default: return isNumber && other.isNumber ? .decimal : .unknown
    }
  }

  /// What is known of a value that is any of these.
  static func joined(_ types: [ExpressionType]) -> ExpressionType {
    guard let first = types.first else { return .unknown }
    return types.dropFirst().reduce(first) { $0.joined(with: $1) }
  }
}

extension ExpressionType: CustomStringConvertible {
  var description: String {
    self == .optional(.unknown) ? "null" : isUnknown ? "an unknown type" : valueType.description
  }
}
