import LabEstate

/// Whether a request's `Authorization: SharedKey` is right for the account.
struct SharedKeyCheck {
  private static let patience = Duration.seconds(15 * 60)

  var request: AzureRequest
  var account: StorageAccount
  /// The machine's time.
  var now: EstateInstant

  /// - Throws: `StorageRefusal`.
  func check(_ header: String) throws {
    let words = header.split(separator: " ", maxSplits: 1)
    let pair = words.last?.split(separator: ":", maxSplits: 1) ?? []
    guard words.count == 2, words[0] == "SharedKey", pair.count == 2 else {
      throw StorageRefusal(
        400,
        "InvalidAuthenticationInfo",
        "Authentication information is not given in the correct format: the lab knows SharedKey, "
          + "Bearer and SAS."
      )
    }
    guard pair[0] == account.name else {
      throw StorageRefusal.authenticationFailed("The account name does not match the request.")
    }
    try checkDate()
    let text = SharedKey.stringToSign(request, account: account.name)
    guard account.keys.contains(where: { $0.signature(of: text) == pair[1] }) else {
      throw StorageRefusal.authenticationFailed(
        "The MAC signature found in the HTTP request '\(pair[1])' is not the same as any computed "
          + "signature. Server used following string to sign: '\(text)'."
      )
    }
    guard account.allowsSharedKeyAccess else { throw StorageAccount.noSharedKey }
  }

  private func checkDate() throws {
    let date = request.fields["x-ms-date"] ?? request.fields["date"] ?? ""
    guard let sent = EstateInstant(httpDate: date) else {
      throw StorageRefusal.authenticationFailed("The request has no x-ms-date, or it is no date.")
    }
    let distance = sent < now ? now - sent : sent - now
    guard distance <= Self.patience else {
      throw StorageRefusal.authenticationFailed(
        "Request date header too old: '\(date)'"
      )
    }
  }
}
