import Foundation

/// A shared access signature (SAS): its terms and what proves them.
///
/// Whoever holds the token may do what its terms say, so no description shows the signature.
package struct SharedAccessToken: Hashable, Sendable {
  package let terms: SharedAccessTerms
  /// Base64, decoded from the query.
  package let signature: String

  init(terms: SharedAccessTerms, signature: String) {
    self.terms = terms
    self.signature = signature
  }

  /// Reads a token, with or without the question mark or the URL before it.
  package init(_ text: String) throws(SharedAccessFault) {
    let query = try SharedAccessQuery(text)
    terms = try SharedAccessTerms(query)
    guard let signature = query["sig"] else { throw .missingField("sig") }
    guard Data(base64Encoded: signature)?.count == 32 else {
      throw .invalidSignature(isPlusLost: signature.contains(" "))
    }
    self.signature = signature
  }

  /// The token as it is given to a service: no question mark, every value encoded.
  package var text: String {
    var query = terms.query
    query["sig"] = signature
    return query.text
  }

  /// The token as people may see it.
  package var maskedText: String { terms.query.text + "&sig=***" }
}

extension SharedAccessToken: CustomStringConvertible, CustomReflectable {
  package var description: String { maskedText }
  package var customMirror: Mirror { Mirror(self, children: ["terms": maskedText]) }
}
