package import Foundation

/// A whole answer, of any status.
package struct HTTPReply: Hashable, Sendable {
  package var status: Int
  package var headers: HTTPFields
  package var body: [UInt8]

  package init(status: Int, headers: HTTPFields = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package var isSuccess: Bool { (200..<300).contains(status) }

  /// What Azure's support asks for first.
  package var requestID: String? { headers["x-ms-request-id"] }
  package var correlationRequestID: String? { headers["x-ms-correlation-request-id"] }
  package var clientRequestID: String? { headers["x-ms-client-request-id"] }

  /// The error that the body tells, or that storage puts in a header where there is no body.
  package var error: ARMError? {
    guard !isSuccess else { return nil }
    if let error = ARMError(body: body) { return error }
    if let error = StorageError(body: body) {
      return ARMError(code: error.code, message: error.message)
    }
    return headers["x-ms-error-code"].map { ARMError(code: $0, message: "") }
  }

  /// How long the service asks us to wait, by `Retry-After`.
  ///
  /// A date counts from the answer's own `Date`, so that a clock that is wrong here does no harm.
  package func retryAfter(now: Date = Date()) -> Duration? {
    guard let text = headers["Retry-After"]?.trimmingCharacters(in: .whitespaces) else {
      return nil
    }
    if let seconds = Int(text) { return .seconds(max(0, seconds)) }
    guard let date = HTTPDate.parse(text) else { return nil }
    let start = headers["Date"].flatMap(HTTPDate.parse) ?? now
    return .seconds(max(0, date.timeIntervalSince(start)))
  }

  package var throttling: ThrottlingFacts { ThrottlingFacts(self) }
}
