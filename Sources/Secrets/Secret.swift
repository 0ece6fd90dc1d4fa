/// A value that no log, interpolation, dump or mirror shows.
///
/// `reveal()` and `withValue(_:)` are the only ways out, so that every use can be found by name.
/// It is not `Codable`: a row, plan or journal holds a ``SecretReference`` instead.
public struct Secret: Hashable, Sendable {
  /// What stands in every text where a secret would have stood.
  public static let mask = "‹secret›"

  private let value: String

  public init(_ value: String) { self.value = value }

  /// Hands out the value; call it where the value is sent, and keep the answer nowhere.
  public func reveal() -> String { value }

  /// Lends the value for the length of `body`.
  public func withValue<Answer, Failure: Error>(
    _ body: (String) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try body(value)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Self.mask }
  public var debugDescription: String { Self.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
