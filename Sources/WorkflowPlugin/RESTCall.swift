public import Secrets
public import WorkflowModel

/// A request to one of a connection's addresses.
public struct RESTCall: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case patch = "PATCH"
    case post = "POST"
    case delete = "DELETE"
  }

  /// Which of the connection's addresses; the raw value stands for it in texts for people.
  public enum Endpoint: String, Hashable, Sendable {
    /// Azure Resource Manager, at the connection's own resource.
    case resource
    /// A Synapse workspace's development endpoint.
    case development
    /// A storage account's blob endpoint.
    case blob
  }

  /// What proves that the request is allowed.
  public enum Authorization: Hashable, Sendable {
    /// A token of the connection's credential, or a signature with its account's key.
    case connection
    /// A shared access signature, put into the query at the moment of sending.
    case sharedAccess(SecretReference)
  }

  /// A query parameter or a header field.
  public struct Field: Hashable, Sendable {
    public var name: String
    /// As it is: what a URL does not take is percent-encoded at the moment of sending.
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var method: Method
  public var endpoint: Endpoint
  /// Appended to the endpoint; begins with `/` or is empty.
  ///
  /// Names in it are percent-encoded (``URLText/segment(_:)``).
  public var path: String
  /// A query parameter; at the blob endpoint the header `x-ms-version`.
  public var apiVersion: String
  public var query: [Field]
  public var headers: [Field]
  /// JSON; secrets may stand in it as values and are filled in at the moment of sending.
  public var body: Value?
  public var authorization: Authorization
  /// Statuses that are an answer rather than a failure: 404 for a probe.
  public var accepts: Set<Int>
  public var timeout: Duration

  /// A request to Azure Resource Manager or to a Synapse workspace, which speak JSON.
  public init(
    _ method: Method,
    at endpoint: Endpoint = .resource,
    _ path: String,
    apiVersion: String,
    body: Value? = nil,
    accepts: Set<Int> = [],
    timeout: Duration = .seconds(60)
  ) {
    self.method = method
    self.endpoint = endpoint
    self.path = path
    self.apiVersion = apiVersion
    self.query = []
    self.headers = []
    self.body = body
    self.authorization = .connection
    self.accepts = accepts
    self.timeout = timeout
  }

  /// A request to a storage account's blobs.
  public init(
    blob method: Method,
    _ path: String,
    apiVersion: String,
    query: [Field] = [],
    headers: [Field] = [],
    body: Value? = nil,
    authorization: Authorization = .connection,
    accepts: Set<Int> = [],
    timeout: Duration = .seconds(60)
  ) {
    self.method = method
    self.endpoint = .blob
    self.path = path
    self.apiVersion = apiVersion
    self.query = query
    self.headers = headers
    self.body = body
    self.authorization = authorization
    self.accepts = accepts
    self.timeout = timeout
  }

  /// The request as people may see it: the address by its kind, and references for secrets.
  public var text: String {
    var parameters = query.map { "\($0.name)=\($0.value)" }
    var fields = headers.map { "\($0.name): \($0.value)" }
    if endpoint == .blob {
      fields.insert("x-ms-version: \(apiVersion)", at: 0)
    } else {
      parameters.append("api-version=\(apiVersion)")
    }
    if case .sharedAccess(let reference) = authorization { parameters.append("‹\(reference)›") }
    let question = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
    let head = "\(method.rawValue) {\(endpoint.rawValue)}\(path)\(question)"
    return ([head] + fields + [bodyText].compactMap { $0 }).joined(separator: "\n")
  }

  /// The body with references in the place of secrets; nil where there is none.
  public var bodyText: String? { body.map { CanonicalJSON.text($0.masked) } }
}

extension Value {
  /// With the text ‹reference› where a secret would be sent.
  fileprivate var masked: Value {
    switch self {
    case .secret, .unknown: .string(description)
    case .list(let values): .list(values.map(\.masked))
    case .object(let members): .object(members.mapValues(\.masked))
    default: self
    }
  }
}
