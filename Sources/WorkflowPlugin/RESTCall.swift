public import WorkflowModel

/// A request below the connection's resource.
public struct RESTCall: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable {
    case get = "GET"
    case put = "PUT"
    case patch = "PATCH"
    case post = "POST"
    case delete = "DELETE"
  }

  public var method: Method
  /// Appended to the connection's resource; begins with `/` or is empty for the resource itself.
  public var path: String
  public var apiVersion: String
  public var body: Value?
  /// Statuses that are an answer rather than a failure: 404 for a probe.
  public var accepts: Set<Int>
  public var timeout: Duration

  public init(
    _ method: Method,
    _ path: String,
    apiVersion: String,
    body: Value? = nil,
    accepts: Set<Int> = [],
    timeout: Duration = .seconds(60)
  ) {
    self.method = method
    self.path = path
    self.apiVersion = apiVersion
    self.body = body
    self.accepts = accepts
    self.timeout = timeout
  }

  public var text: String {
    let head = "\(method.rawValue) {resource}\(path)?api-version=\(apiVersion)"
    return body.map { "\(head)\n\(CanonicalJSON.text($0))" } ?? head
  }
}
