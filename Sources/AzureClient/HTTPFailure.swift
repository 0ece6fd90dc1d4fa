/// How a request failed, told by how far it came, since that decides what may follow.
///
/// An answer of any status is no failure here.
package enum HTTPFailure: Error, Hashable, Sendable {
  /// Nothing of it can have reached the service.
  case notSent(NotSentReason)
  /// It was sent and no whole answer came back: what happened is not known.
  case connectionLost(detail: String)
  /// As a lost connection, by our own deadline.
  case timedOut(after: Duration)
  /// As a lost connection, on the caller's wish.
  case cancelled
  /// The service answered with this status, at greater length than we read.
  case answerTooLong(status: Int, limit: Int)
}

/// Why a request was not sent.
package enum NotSentReason: Hashable, Sendable {
  case unreachable(detail: String)
  case encryption(detail: String)
  case timedOut(after: Duration)
  case invalid(detail: String)
  /// The address is not the service's own, so that its token must not go there.
  case foreignHost(String, expected: String)
  case noToken(TokenFailure)
}

extension HTTPFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notSent(let reason): reason.description
    case .connectionLost(let detail):
      "The connection was lost before the answer was complete (\(detail)). "
        + "Whether the request took effect is not known."
    case .timedOut(let limit): "No answer came within \(limit)."
    case .cancelled: "The request was cancelled."
    case .answerTooLong(let status, let limit):
      "The answer, of status \(status), is longer than \(limit) bytes."
    }
  }
}

extension NotSentReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(let detail): "The service cannot be reached: \(detail)"
    case .encryption(let detail): "No trusted TLS connection could be made: \(detail)"
    case .timedOut(let limit): "The service could not be reached within \(limit)."
    case .invalid(let detail): detail
    case .foreignHost(let host, let expected):
      "The address is at \(host) and not at \(expected): the token is not sent there."
    case .noToken(let failure): failure.description
    }
  }
}
