/// What an answer tells of work that goes on ("Track asynchronous Azure operations").
///
/// It is stored before the first poll, so that a run that was killed goes on polling.
package struct LongRunningOperation: Hashable, Sendable, Codable {
  /// `Azure-AsyncOperation`: answers with the operation's status.
  package var statusURL: String?
  /// `Location`: answers 202 while it runs; then with the result.
  package var locationURL: String?
  /// What the service asked us to wait; without it, Microsoft's clients wait half a minute.
  package var retryAfter: Duration?

  package init(statusURL: String? = nil, locationURL: String? = nil, retryAfter: Duration? = nil) {
    self.statusURL = statusURL
    self.locationURL = locationURL
    self.retryAfter = retryAfter
  }

  /// Reads the answer to a write; nil when the work is finished with it.
  ///
  /// - Throws: ``NotSentReason/foreignHost(_:expected:)`` when a link leaves the service's address,
  ///   since the token would go there.
  package init?(
    startedBy reply: HTTPReply,
    at endpoint: AzureEndpoint
  ) throws(HTTPFailure) {
    guard reply.status == 201 || reply.status == 202 || reply.status == 200 else { return nil }
    let status = reply.headers["Azure-AsyncOperation"]
    // Beside 200 and 201, `Location` alone is the address of what was made.
    let location = reply.status == 202 || status != nil ? reply.headers["Location"] : nil
    guard status != nil || location != nil else { return nil }
    for url in [status, location].compactMap({ $0 }) where !endpoint.contains(url) {
      throw .notSent(
        .foreignHost(
          AzureEndpoint(url)?.description ?? "an unreadable address",
          expected: endpoint.description
        )
      )
    }
    self.init(statusURL: status, locationURL: location, retryAfter: reply.retryAfter())
  }

  /// Where to ask next.
  package var pollURL: String? { statusURL ?? locationURL }

  /// Where the result is to be had once the status says so; nil when nothing remains to be read.
  ///
  /// A PUT or PATCH ends with its resource, a POST with its `Location`.
  package func resultURL(after verb: HTTPVerb, of resource: String) -> String? {
    guard statusURL != nil else { return nil }
    return switch verb {
    case .put, .patch: resource
    case .post: locationURL
    case .get, .head, .delete: nil
    }
  }
}
