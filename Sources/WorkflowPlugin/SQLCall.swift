public import Secrets
public import WorkflowModel

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

  /// The batch with references in the place of secrets, and its parameters in a comment below.
  public var maskedText: String {
    guard !parameters.isEmpty else { return maskedBatch }
    let values = parameters.map { "@\($0.name) = \(Self.literal($0.value))" }
    return maskedBatch + "\n-- " + values.joined(separator: ", ")
  }

  /// The batch alone, with references in the place of secrets.
  public var maskedBatch: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .secretLiteral(let reference): "N'‹\(reference)›'"
      }
    }.joined()
  }

  private static func literal(_ value: Value) -> String {
    if case .string(let text) = value {
      "N'\(text.replacing("'", with: "''"))'"
    } else {
      value.description
    }
  }
}
