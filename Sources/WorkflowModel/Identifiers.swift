/// The name of one run, unique in its workspace; people type it.
public struct RunID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  public var rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}

/// The SHA-256 of a definition's canonical JSON, in lower-case hex.
public struct DefinitionID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  public var rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}

/// Where a step stands in a run: `links[Sales]/wire/dag`; stable across resumes.
///
/// An item of a `foreach` is named by its key in brackets; `/` and `]` in a key are escaped with `~`.
public struct StepAddress: Hashable, Sendable, Codable, RawRepresentable, Comparable {
  public var rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// The run itself, parent of its top-level steps.
  public static let root = StepAddress(rawValue: "")

  public func child(_ step: String) -> StepAddress {
    StepAddress(rawValue: self == .root ? step : "\(rawValue)/\(step)")
  }

  public func item(_ key: String) -> StepAddress {
    var escaped = ""
    for character in key {
      if "~/[]".contains(character) { escaped.append("~") }
      escaped.append(character)
    }
    return StepAddress(rawValue: "\(rawValue)[\(escaped)]")
  }

  /// Whether it stands below `other`, or is one of its items.
  public func isInside(_ other: StepAddress) -> Bool {
    if other == .root { return self != .root }
    guard rawValue.hasPrefix(other.rawValue) else { return false }
    let next = rawValue.dropFirst(other.rawValue.count).first
    return next == "/" || next == "["
  }

  public static func < (a: StepAddress, b: StepAddress) -> Bool { a.rawValue < b.rawValue }

  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension StepAddress: CustomStringConvertible {
  public var description: String { rawValue }
}
