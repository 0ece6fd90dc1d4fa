/// Why a text is no shared access signature, in words that never repeat it.
package enum SharedAccessFault: Error, Hashable, Sendable {
  case notAQuery
  case repeatedField(String)
  case missingField(String)
  case unknownKind
  case invalidDate(field: String)
  /// A signature is 32 bytes in base64; a space in it is a plus that was decoded once too often.
  case invalidSignature(isPlusLost: Bool)
}

extension SharedAccessFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAQuery: "It is not the query of a URL."
    case .repeatedField(let name): "The field \(name) stands in it twice."
    case .missingField(let name): "It has no field \(name)."
    case .unknownKind: "It is of no known kind: it has neither sr, nor ss and srt, nor skoid."
    case .invalidDate(let field): "The field \(field) holds no date such as 2026-01-31T08:00:00Z."
    case .invalidSignature(isPlusLost: true):
      "Its signature contains a space where a + stood: write the + as %2B."
    case .invalidSignature(isPlusLost: false):
      "Its signature is not 32 bytes in base64: a part of it is missing."
    }
  }
}
