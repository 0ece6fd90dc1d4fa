import Foundation

/// A SAS as the service reads it out of a query: "Create a service SAS", "Create an account SAS".
package struct SharedAccessToken: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case service, account, userDelegation }

  /// Decoded values by parameter name.
  package var fields: [String: String]

  package init(fields: [String: String]) { self.fields = fields }

  /// Reads a query; a leading `?` is dropped, and `+` is no space.
  package init(_ query: String) {
    let text = query.hasPrefix("?") ? query.dropFirst() : query[...]
    let pairs = text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).removingPercentEncoding ?? String($0) }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    fields = Dictionary(pairs) { first, _ in first }
  }

  package subscript(_ name: String) -> String { fields[name] ?? "" }

  /// Nil when the parameters are no SAS.
  package var kind: Kind? {
    guard fields["sig"] != nil, fields["sv"] != nil else { return nil }
    if fields["ss"] != nil, fields["srt"] != nil { return .account }
    if fields["skoid"] != nil { return .userDelegation }
    return fields["sr"] == nil ? nil : .service
  }

  /// Nil when there is none in it, or it is no time.
  package var expiry: EstateInstant? { EstateInstant(iso8601: self["se"]) }

  /// The text that is signed; `resource` is a service SAS's, as `/blob/account/container`.
  ///
  /// From 2020-12-06 on it has a line for the encryption scope. Nil for a user delegation SAS.
  package func stringToSign(account: String, resource: String) -> String? {
    let scope = self["sv"] >= "2020-12-06" ? [self["ses"]] : []
    switch kind {
    case .account:
      let lines = [
        account, self["sp"], self["ss"], self["srt"], self["st"], self["se"], self["sip"],
        self["spr"], self["sv"],
      ]
      return (lines + scope + [""]).joined(separator: "\n")
    case .service:
      let lines = [
        self["sp"], self["st"], self["se"], resource, self["si"], self["sip"], self["spr"],
        self["sv"], self["sr"], "",
      ]
      let overrides = ["rscc", "rscd", "rsce", "rscl", "rsct"].map { self[$0] }
      return (lines + scope + overrides).joined(separator: "\n")
    case .userDelegation, nil: return nil
    }
  }

  /// As it stands in a query, in the order of the names.
  package var query: String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
    return fields.sorted { $0.key < $1.key }.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? value)"
    }
    .joined(separator: "&")
  }

  /// A service SAS for a container, signed.
  package static func forContainer(
    _ container: String,
    of account: String,
    permissions: String,
    from start: EstateInstant,
    until expiry: EstateInstant,
    signedWith key: StorageAccount.AccessKey
  ) -> SharedAccessToken {
    var token = SharedAccessToken(fields: [
      "sv": "2022-11-02", "sr": "c", "sp": permissions, "spr": "https", "sig": "",
      "st": start.sasTime, "se": expiry.sasTime,
    ])
    token.sign(for: "/blob/\(account)/\(container)", of: account, with: key)
    return token
  }

  package mutating func sign(
    for resource: String,
    of account: String,
    with key: StorageAccount.AccessKey
  ) {
    fields["sig"] = stringToSign(account: account, resource: resource).map(key.signature)
  }
}
