import Foundation

/// What one poll of a long-running operation said.
package enum OperationProgress: Hashable, Sendable {
  case running(retryAfter: Duration?, percent: Double?)
  /// The body is the result when a `Location` was polled, else the operation's status.
  case succeeded(body: [UInt8]?)
  case failed(ARMError)
  case canceled(ARMError?)
  /// The service no longer knows the operation: the resource itself has to be read.
  case forgotten
  /// The poll itself was refused (401, 429, 5xx): this says nothing about the operation.
  case unanswered(status: Int, error: ARMError?, retryAfter: Duration?)
}

extension LongRunningOperation {
  /// Reads the answer to a GET of ``pollURL``.
  package func read(_ reply: HTTPReply) -> OperationProgress {
    switch reply.status {
    case 404, 410: .forgotten
    case 401, 408, 429, 500...:
      .unanswered(status: reply.status, error: reply.error, retryAfter: reply.retryAfter())
    case 200..<300:
      statusURL == nil ? location(reply) : status(reply)
    default:
      .failed(reply.error ?? ARMError(code: "HTTP \(reply.status)", message: ""))
    }
  }

  private func location(_ reply: HTTPReply) -> OperationProgress {
    guard reply.status != 202 else {
      return .running(retryAfter: reply.retryAfter(), percent: nil)
    }
    return .succeeded(body: reply.body.isEmpty ? nil : reply.body)
  }

  /// Every status but the three terminal ones means that it goes on.
  private func status(_ reply: HTTPReply) -> OperationProgress {
    let json = try? JSONSerialization.jsonObject(with: Data(reply.body))
    let object = json as? [String: Any] ?? [:]
    switch (object["status"] as? String)?.lowercased() {
    case "succeeded":
      return .succeeded(body: reply.body)
    case "failed":
      return .failed(ARMError(body: reply.body) ?? ARMError(code: "Failed", message: ""))
    case "canceled", "cancelled":
      return .canceled(object["error"] == nil ? nil : ARMError(body: reply.body))
    default:
      let percent = (object["percentComplete"] as? NSNumber)?.doubleValue
      return .running(retryAfter: reply.retryAfter(), percent: percent)
    }
  }

  /// Takes up what a poll's answer changed: a new `Location`, a new delay.
  package func updated(
    by reply: HTTPReply,
    at endpoint: AzureEndpoint
  ) throws(HTTPFailure) -> LongRunningOperation {
    var next = self
    next.retryAfter = reply.retryAfter() ?? retryAfter
    if let fresh = try LongRunningOperation(startedBy: reply, at: endpoint) {
      next.locationURL = fresh.locationURL ?? locationURL
      if statusURL != nil { next.statusURL = fresh.statusURL ?? statusURL }
    }
    return next
  }
}
