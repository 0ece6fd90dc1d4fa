package import Foundation
package import Secrets

/// The methods that Azure's services are called with.
package enum HTTPVerb: String, Hashable, Sendable, Codable {
  case get = "GET"
  case head = "HEAD"
  case put = "PUT"
  case patch = "PATCH"
  case post = "POST"
  case delete = "DELETE"
}

/// One request, whole and absolute; its description shows neither query nor body.
package struct HTTPRequestSpec: Hashable, Sendable {
  package var verb: HTTPVerb
  /// Absolute, `https` or `http`.
  package var url: String
  package var headers: HTTPFields
  package var body: [UInt8]
  /// The value of `Authorization`, kept apart from the headers so that none prints it.
  package var authorization: Secret?
  /// Names this one request to Azure's support, as `x-ms-client-request-id`.
  package var clientRequestID: UUID?
  /// Names all requests of a run, as `x-ms-correlation-request-id`.
  package var correlationID: UUID?

  package init(
    _ verb: HTTPVerb,
    _ url: String,
    headers: HTTPFields = [:],
    body: [UInt8] = [],
    authorization: Secret? = nil,
    clientRequestID: UUID? = nil,
    correlationID: UUID? = nil
  ) {
    self.verb = verb
    self.url = url
    self.headers = headers
    self.body = body
    self.authorization = authorization
    self.clientRequestID = clientRequestID
    self.correlationID = correlationID
  }
}

extension HTTPRequestSpec: CustomStringConvertible, CustomReflectable {
  /// A query may hold a signature and a body a password, so neither is shown.
  package var description: String {
    "\(verb.rawValue) \(url.prefix { $0 != "?" && $0 != "#" })"
  }

  package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
