package import Foundation

/// Everything that a shared access signature says but its signature: same terms, same token.
///
/// The terms may be stored and shown; only with the signature do they open anything.
package struct SharedAccessTerms: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case account
    case service
    case userDelegation
  }

  package let query: SharedAccessQuery
  package let kind: Kind

  /// Reads the terms from a query; a signature in it is left out.
  package init(_ query: SharedAccessQuery) throws(SharedAccessFault) {
    var query = query
    query["sig"] = nil
    self.query = query
    if query["ss"] != nil, query["srt"] != nil {
      kind = .account
    } else if query["skoid"] != nil {
      kind = .userDelegation
    } else if query["sr"] != nil {
      kind = .service
    } else {
      throw .unknownKind
    }
    guard query["sv"] != nil else { throw .missingField("sv") }
    for field in ["st", "se", "skt", "ske"] {
      guard let text = query[field] else { continue }
      guard SharedAccessDate.parse(text) != nil else { throw .invalidDate(field: field) }
    }
  }

  package init(_ text: String) throws(SharedAccessFault) {
    try self.init(SharedAccessQuery(text))
  }

  /// A service signature on a whole container, for HTTPS only ("Create a service SAS").
  package init(
    containerWith permissions: String,
    from start: Date,
    until expiry: Date,
    version: String
  ) {
    var query = SharedAccessQuery()
    query["st"] = SharedAccessDate.text(start)
    query["se"] = SharedAccessDate.text(expiry)
    query["sp"] = permissions
    query["spr"] = "https"
    query["sv"] = version
    query["sr"] = "c"
    self.query = query
    kind = .service
  }

  package subscript(_ name: String) -> String? { query[name] }

  package var permissions: String { query["sp"] ?? "" }

  package var startsAt: Date? { query["st"].flatMap(SharedAccessDate.parse) }

  /// When it ends; nil when a stored access policy says, which the token does not tell.
  package var expiresAt: Date? {
    let dates = [query["se"], query["ske"]].compactMap { $0.flatMap(SharedAccessDate.parse) }
    return query["se"] == nil ? nil : dates.min()
  }

  /// The whole token.
  package func token(
    on resource: SharedAccessResource,
    signedWith key: AccountKey
  ) -> SharedAccessToken {
    SharedAccessToken(
      terms: self,
      signature: key.signature(of: stringToSign(on: resource))
    )
  }
}
