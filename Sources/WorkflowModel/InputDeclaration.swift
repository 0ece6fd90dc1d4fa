/// A value that a run is given from outside.
public struct InputDeclaration: Hashable, Sendable, Codable {
  public var name: String
  public var type: ValueType
  public var summary: String?
  /// Makes the input optional to give.
  public var defaultValue: Value?
  /// The least number of items of a list.
  public var minItems: Int?
  /// Whether the items of a list must differ.
  public var unique: Bool

  public init(
    name: String,
    type: ValueType,
    summary: String? = nil,
    defaultValue: Value? = nil,
    minItems: Int? = nil,
    unique: Bool = false
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.defaultValue = defaultValue
    self.minItems = minItems
    self.unique = unique
  }
}
