import Foundation
public import Secrets
public import WorkflowModel

/// One statement or request, as data.
public struct Call: Hashable, Sendable {
  public enum Access: String, Hashable, Sendable {
    case read
    case write
  }

  public enum Request: Hashable, Sendable {
    case sql(SQLCall)
    case rest(RESTCall)
  }

  /// The name of the connection it goes to.
  public var connection: String
  public var access: Access
  /// What it is for, in a few words with a small first letter: "create the endpoint".
  public var purpose: String
  public var request: Request

  public init(_ access: Access, on connection: String, _ purpose: String, sql: SQLCall) {
    self.connection = connection
    self.access = access
    self.purpose = purpose
    self.request = .sql(sql)
  }

  public init(_ access: Access, on connection: String, _ purpose: String, rest: RESTCall) {
    self.connection = connection
    self.access = access
    self.purpose = purpose
    self.request = .rest(rest)
  }

  /// The statement or request as people may see it: secrets are masked.
  public var text: String {
    switch request {
    case .sql(let call): call.maskedText
    case .rest(let call): call.text
    }
  }
}

/// A T-SQL batch with parameters; DDL takes no variables, so a secret may stand in it as a literal.
public struct SQLCall: Hashable, Sendable {
  public enum Part: Hashable, Sendable {
    case text(String)
    /// Becomes `N'…'` with quotes doubled, at the moment of sending.
    case secretLiteral(SecretReference)
  }

  public struct Parameter: Hashable, Sendable {
    /// The name without its `@`, which the text has.
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  public var parts: [Part]
  /// Named `@name` in the text.
  public var parameters: [Parameter]
  /// The context database; `master` unless told otherwise.
  public var database: String
  /// How long the target may take; a backup takes hours.
  public var timeout: Duration

  public init(
    _ text: String,
    parameters: [Parameter] = [],
    database: String = "master",
    timeout: Duration = .seconds(60)
  ) {
    self.init(
      parts: [.text(text)],
      parameters: parameters,
      database: database,
      timeout: timeout
    )
  }

  public init(
    parts: [Part],
    parameters: [Parameter] = [],
    database: String = "master",
    timeout: Duration = .seconds(60)
  ) {
    self.parts = parts
    self.parameters = parameters
    self.database = database
    self.timeout = timeout
  }

  public var maskedText: String {
    let body = parts.map { part in
      switch part {
      case .text(let text): text
      case .secretLiteral(let reference): "N'‹\(reference)›'"
      }
    }.joined()
    guard !parameters.isEmpty else { return body }
    let values = parameters.map { "@\($0.name) = \(Self.literal($0.value))" }
    return body + "\n-- " + values.joined(separator: ", ")
  }

  private static func literal(_ value: Value) -> String {
    if case .string(let text) = value {
      "N'\(text.replacing("'", with: "''"))'"
    } else {
      value.description
    }
  }
}

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

/// What came back for a call.
public enum Answer: Hashable, Sendable {
  /// Result sets in order; a cell is null, bool, int, decimal or string (binary as `0x…`, dates as text).
  case sql(resultSets: [[[String: Value]]])
  /// `operation` when the target accepted a long operation.
  case rest(status: Int, body: Value, operation: OperationHandle?)

  /// The rows of the first result set.
  public var rows: [[String: Value]] {
    if case .sql(let sets) = self { sets.first ?? [] } else { [] }
  }

  public var status: Int? {
    if case .rest(let status, _, _) = self { status } else { nil }
  }

  public var body: Value {
    if case .rest(_, let body, _) = self { body } else { .null }
  }

  public var operation: OperationHandle? {
    if case .rest(_, _, let operation) = self { operation } else { nil }
  }
}
