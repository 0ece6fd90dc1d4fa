extension StorageAccount {
  /// Lets an action in by a SAS or says why not, in the order in which the service looks.
  ///
  /// `now` is the machine's time, not the lab's: whoever made the token wrote times of its own
  /// clock. The address is the client's, nil where the change feed itself comes.
  ///
  /// - Throws: `StorageRefusal`.
  package func authorize(
    _ token: SharedAccessToken,
    for action: StorageAction,
    from address: String?,
    at now: EstateInstant
  ) throws {
    let key = try signer(of: token, for: action.resource)
    guard key != nil else { throw Self.signatureRefusal }
    try checkTimes(of: token, at: now)
    if let address, !token["sip"].isEmpty, !Self.contains(token["sip"], address) {
      throw StorageRefusal(
        403,
        "AuthorizationSourceIPMismatch",
        "This request is not authorized to perform this operation using this source IP \(address)."
      )
    }
    guard allowsSharedKeyAccess else { throw Self.noSharedKey }
    if token.kind == .account { try checkScope(of: token, action.resource) }
    guard token.kind == .account || action.isOpenToServiceSAS,
      token["sp"].contains(where: action.permissions.contains)
    else {
      throw StorageRefusal(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission."
      )
    }
  }

  /// The key that signed a token for a resource; nil when none of today's did.
  package func signer(
    of token: SharedAccessToken,
    for resource: StorageAction.Resource
  ) throws -> AccessKey? {
    guard let kind = token.kind, kind != .userDelegation else {
      throw StorageRefusal.authenticationFailed(
        token.kind == nil
          ? "sr is mandatory. Cannot be empty" : "The lab has no user delegation keys."
      )
    }
    guard token["sv"].wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil, token["sv"] >= "2018-11-09" else {
      throw StorageRefusal(
        400,
        "InvalidQueryParameterValue",
        "Value for one of the query parameters specified in the request URI is invalid.",
        detail: "The lab knows signed versions from 2018-11-09 on."
      )
    }
    if token.fields["si"] != nil {
      throw StorageRefusal.authenticationFailed("The lab keeps no stored access policies.")
    }
    let scope = try signedResource(of: token, for: resource)
    guard let text = token.stringToSign(account: name, resource: scope) else { return nil }
    return keys.first { $0.signature(of: text) == token["sig"] }
  }

  package static let noSharedKey = StorageRefusal(
    403,
    "KeyBasedAuthenticationNotPermitted",
    "Key based authentication is not permitted on this storage account."
  )

  private static let signatureRefusal = StorageRefusal.authenticationFailed(
    "Signature did not match."
  )

  /// What a service SAS must have been made for, to be good for the resource.
  private func signedResource(
    of token: SharedAccessToken,
    for resource: StorageAction.Resource
  ) throws -> String {
    guard token.kind == .service else { return "" }
    guard let container = resource.container else { throw Self.signatureRefusal }
    let root = "/blob/\(name)/\(container)"
    switch (token["sr"], resource) {
    case ("c", _): return root
    case ("b", .blob(_, let path)): return "\(root)/\(path)"
    case ("d", .blob(_, let path)):
      guard let depth = Int(token["sdd"]), depth > 0 else { return root }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count > depth else { throw Self.signatureRefusal }
      return "\(root)/\(parts.prefix(depth).joined(separator: "/"))"
    default: throw Self.signatureRefusal
    }
  }

  private func checkTimes(of token: SharedAccessToken, at now: EstateInstant) throws {
    let start = EstateInstant(iso8601: token["st"])
    guard let expiry = token.expiry else {
      throw StorageRefusal.authenticationFailed("se is mandatory. Cannot be empty")
    }
    if token.fields["st"] != nil, start == nil {
      throw StorageRefusal.authenticationFailed("st is not a time.")
    }
    guard now < expiry, start.map({ $0 <= now }) ?? true else {
      let from = start.map { "Start [\($0.httpDate)] - " } ?? ""
      throw StorageRefusal.authenticationFailed(
        "Signature not valid in the specified time frame: \(from)Expiry [\(expiry.httpDate)] - "
          + "Current [\(now.httpDate)]"
      )
    }
    guard let policy = sasPolicy, policy.blocks else { return }
    guard let start, expiry - start <= .seconds(policy.seconds) else {
      throw StorageRefusal.authenticationFailed(
        "The SAS is good for longer than the account's policy allows."
      )
    }
  }

  private func checkScope(
    of token: SharedAccessToken,
    _ resource: StorageAction.Resource
  ) throws {
    guard token["ss"].contains("b") else {
      throw StorageRefusal(
        403,
        "AuthorizationServiceMismatch",
        "This request is not authorized to perform this operation using this service."
      )
    }
    guard token["srt"].contains(resource.typeLetter) else {
      throw StorageRefusal(
        403,
        "AuthorizationResourceTypeMismatch",
        "This request is not authorized to perform this operation using this resource type."
      )
    }
  }

  /// Whether an address, or a range of two with a hyphen between, contains the address.
  private static func contains(_ range: String, _ address: String) -> Bool {
    func number(_ text: Substring) -> Int? {
      let parts = text.split(separator: ".").compactMap { UInt8($0) }
      return parts.count == 4 ? parts.reduce(0) { $0 << 8 | Int($1) } : nil
    }
    let ends = range.split(separator: "-").compactMap(number)
    guard let wanted = number(address[...]), let first = ends.first, let last = ends.last else {
      return false
    }
    return first <= wanted && wanted <= last
  }
}
