public import Foundation

/// JSON with sorted keys, no white space and no escaped slashes: equal values, equal bytes.
public enum CanonicalJSON {
  public static func data(_ value: some Encodable) throws -> Data {
    Data(try CanonicalEncoder.bytes(value))
  }

  /// The same as a string.
  public static func string(_ value: some Encodable) throws -> String {
    String(decoding: try CanonicalEncoder.bytes(value), as: UTF8.self)
  }

  public static func decode<Decoded: Decodable>(
    _ type: Decoded.Type,
    from data: Data
  ) throws -> Decoded {
    try JSONDecoder().decode(type, from: data)
  }

  /// A value as a file for people: keys sorted, one member a line, with a line's end.
  public static func document(_ value: Value) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("a Value always has a JSON form")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The text of a value, which always has a JSON form.
  public static func text(_ value: Value) -> String {
    guard let data = try? data(value) else {
      preconditionFailure("a Value always has a JSON form")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
