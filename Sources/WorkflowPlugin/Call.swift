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
