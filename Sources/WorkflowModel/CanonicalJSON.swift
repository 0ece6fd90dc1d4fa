public import Foundation

/// JSON with sorted keys, no white space and no escaped slashes: equal values, equal bytes.
public enum CanonicalJSON {
  public static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  public static func decode<Decoded: Decodable>(
    _ type: Decoded.Type,
    from data: Data
  ) throws -> Decoded {
    try JSONDecoder().decode(type, from: data)
  }

  /// The text of a value, which always has a JSON form.
  public static func text(_ value: Value) -> String {
    guard let data = try? data(value) else {
      preconditionFailure("a Value always has a JSON form")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
