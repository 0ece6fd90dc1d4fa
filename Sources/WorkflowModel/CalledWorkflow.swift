public import Secrets

/// What a group that is a called workflow has of its own: its names end at its border.
public struct CalledWorkflow: Hashable, Sendable, Codable {
  public var name: String
  public var inputs: [InputDeclaration]
  public var secrets: [String: SecretReference]
  /// Evaluated outside, when the group opens.
  public var arguments: [String: Template]

  public init(
    name: String,
    inputs: [InputDeclaration],
    secrets: [String: SecretReference] = [:],
    arguments: [String: Template]
  ) {
    self.name = name
    self.inputs = inputs
    self.secrets = secrets
    self.arguments = arguments
  }
}
