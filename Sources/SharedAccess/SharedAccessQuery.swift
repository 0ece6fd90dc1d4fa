import Foundation

/// The fields of a query in order, decoded: what is signed and compared, never the raw text.
package struct SharedAccessQuery: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String
  }

  package private(set) var fields: [Field] = []

  package init() {}

  /// Reads a query or a whole URL; a `+` stays a plus, as it stands for itself in a signature.
  package init(_ text: String) throws(SharedAccessFault) {
    var rest = text[...]
    if let mark = rest.firstIndex(of: "?") { rest = rest[rest.index(after: mark)...] }
    for part in rest.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let name = String(pair[0]).removingPercentEncoding,
        let value = String(pair[1]).removingPercentEncoding
      else { throw .notAQuery }
      guard self[name] == nil else { throw .repeatedField(name) }
      fields.append(Field(name: name, value: value))
    }
    guard !fields.isEmpty else { throw .notAQuery }
  }

  /// The value of a field; setting nil takes it out, setting a new one appends it.
  package subscript(_ name: String) -> String? {
    get { fields.first { $0.name == name }?.value }
    set {
      guard let newValue else {
        fields.removeAll { $0.name == name }
        return
      }
      if let index = fields.firstIndex(where: { $0.name == name }) {
        fields[index].value = newValue
      } else {
        fields.append(Field(name: name, value: newValue))
      }
    }
  }

  /// As it stands in a URL: all but RFC 3986's unreserved characters percent-encoded.
  package var text: String {
    fields.map { "\($0.name)=\(Self.encoded($0.value, of: $0.name))" }.joined(separator: "&")
  }

  /// Lists of names that a request must carry keep the commas between their encoded names.
  private static func encoded(_ value: String, of name: String) -> String {
    guard ["srh", "srq"].contains(name) else { return encoded(value) }
    return value.split(separator: ",").map { encoded(String($0)) }.joined(separator: ",")
  }

  private static func encoded(_ value: String) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return value.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: letters))
      ?? ""
  }
}
