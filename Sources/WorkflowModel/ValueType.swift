/// A declared type; values convert by it, never by guess.
public indirect enum ValueType: Hashable, Sendable, Codable {
  case string
  case int
  case decimal
  case bool
  case duration
  case list(ValueType)
  case object
  /// The name of a connection, of this kind when one is given.
  case connection(kind: String?)
  case secret
  /// Not known before the run, such as a field of an answer.
  case any
  case optional(ValueType)
}

extension ValueType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .string: "string"
    case .int: "int"
    case .decimal: "decimal"
    case .bool: "bool"
    case .duration: "duration"
    case .list(let element): "list<\(element)>"
    case .object: "object"
    case .connection(let kind): kind.map { "connection (\($0))" } ?? "connection"
    case .secret: "secret"
    case .any: "any"
    case .optional(let wrapped): "\(wrapped)?"
    }
  }
}

extension ValueType {
  public var isOptional: Bool {
    if case .optional = self { true } else { false }
  }

  /// The type without its question mark.
  public var unwrapped: ValueType {
    if case .optional(let wrapped) = self { wrapped } else { self }
  }

  /// Whether an expression of this type may stand where `expected` is asked for.
  public func fits(_ expected: ValueType) -> Bool {
    switch (self, expected) {
    case (.any, let wanted): wanted.unwrapped != .secret
    case (_, .any): unwrapped != .secret
    case (.optional(let have), .optional(let want)): have.fits(want)
    case (_, .optional(let want)): fits(want)
    case (.int, .decimal): true
    case (.list(let have), .list(let want)): have.fits(want)
    case (.connection(let have), .connection(let want)):
      want == nil || have == nil || have == want
    default: self == expected
    }
  }

  /// Whether a value, as converted, is one of this type.
  public func admits(_ value: Value) -> Bool {
    switch (self, value) {
    case (.any, _): true
    case (.optional(let wrapped), _): value.isNull || wrapped.admits(value)
    case (.string, .string), (.connection, .string), (.int, .int), (.bool, .bool): true
    case (.decimal, .int), (.decimal, .decimal), (.object, .object), (.secret, .secret): true
    case (.duration, .string(let text)): Duration(words: text) != nil
    case (.list(let element), .list(let values)): values.allSatisfy(element.admits)
    default: false
    }
  }
}
