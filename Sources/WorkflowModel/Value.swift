public import Foundation
public import Secrets

/// Anything an input, an output or an expression can be.
public indirect enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  /// Exact; log sequence numbers, `numeric(25,0)`, fit.
  case decimal(Decimal)
  case string(String)
  case list([Value])
  case object([String: Value])
  /// Where a secret is to be found; never the secret.
  case secret(SecretReference)
  /// Of a plan only: not known before the run; the text says where it will come from.
  case unknown(String)
}

extension Value {
  public var isNull: Bool { self == .null }

  public var isUnknown: Bool {
    if case .unknown = self { true } else { false }
  }

  /// Whether nothing in it waits for the run to be known.
  public var isKnown: Bool {
    switch self {
    case .unknown: false
    case .list(let values): values.allSatisfy(\.isKnown)
    case .object(let members): members.values.allSatisfy(\.isKnown)
    default: true
    }
  }

  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  public var int: Int64? {
    guard case .int(let value) = self else { return nil }
    return value
  }

  /// The number that an int or a decimal is.
  public var number: Decimal? {
    switch self {
    case .int(let value): Decimal(value)
    case .decimal(let value): value
    default: nil
    }
  }

  /// The number as a double, for percentages.
  public var double: Double? { number.map { NSDecimalNumber(decimal: $0).doubleValue } }

  public var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  public var list: [Value]? {
    guard case .list(let value) = self else { return nil }
    return value
  }

  public var object: [String: Value]? {
    guard case .object(let value) = self else { return nil }
    return value
  }

  public var secret: SecretReference? {
    guard case .secret(let value) = self else { return nil }
    return value
  }

  /// What people call a value of this kind in a message.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .decimal: "decimal"
    case .string: "string"
    case .list: "list"
    case .object: "object"
    case .secret: "secret"
    case .unknown: "value that is not known yet"
    }
  }
}

extension Value: CustomStringConvertible {
  /// Plain text for people and for interpolation: a string without quotes, the rest as JSON.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .decimal(let value): "\(value)"
    case .string(let value): value
    case .list, .object: CanonicalJSON.text(self)
    case .secret(let reference): "‹\(reference)›"
    case .unknown(let source): "‹\(source)›"
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  public init(nilLiteral: ()) { self = .null }

  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

extension Value: Codable {
  private enum MarkedKey: String, CodingKey {
    case secret = "$secret"
    case unknown = "$unknown"
  }

  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: MarkedKey.self) {
      if container.contains(.secret) {
        self = .secret(try container.decode(SecretReference.self, forKey: .secret))
        return
      }
      if container.contains(.unknown) {
        self = .unknown(try container.decode(String.self, forKey: .unknown))
        return
      }
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .int(value)
    } else if let value = try? container.decode(Decimal.self) {
      self = .decimal(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([Value].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: Value].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .secret(let reference):
      var container = encoder.container(keyedBy: MarkedKey.self)
      return try container.encode(reference, forKey: .secret)
    case .unknown(let source):
      var container = encoder.container(keyedBy: MarkedKey.self)
      return try container.encode(source, forKey: .unknown)
    default: break
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null, .secret, .unknown: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .decimal(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
