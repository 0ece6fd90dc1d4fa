/// What an answer says about the caller's allowance ("Understand how Azure Resource Manager
/// throttles requests").
package struct ThrottlingFacts: Hashable, Sendable {
  /// Status 429.
  package var isThrottled: Bool
  package var retryAfter: Duration?
  /// What is left, by the part of the header's name after `x-ms-ratelimit-remaining-`.
  package var remaining: [String: String]

  init(_ reply: HTTPReply) {
    let prefix = "x-ms-ratelimit-remaining-"
    isThrottled = reply.status == 429
    retryAfter = reply.retryAfter()
    remaining = [:]
    for field in reply.headers.fields where field.name.lowercased().hasPrefix(prefix) {
      remaining[String(field.name.lowercased().dropFirst(prefix.count))] = field.value
    }
  }
}
