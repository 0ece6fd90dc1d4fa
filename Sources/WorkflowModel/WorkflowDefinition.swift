import Crypto
import Foundation
public import Secrets

/// What a workflow file compiles to; a run is pinned to one, named by its SHA-256.
///
/// It holds neither places nor comments, so that formatting a file does not change its name.
public struct WorkflowDefinition: Hashable, Sendable, Codable {
  public var name: String
  /// The version of the language, 1.
  public var language: Int
  public var summary: String?
  public var inputs: [InputDeclaration]
  public var secrets: [String: SecretReference]
  public var steps: [StepDefinition]
  /// Run at the end, whatever became of the steps; they change nothing about the result.
  public var finally: [StepDefinition]
  /// What follows a failure of any step that has no rule of its own for it.
  public var onError: [FailureRule]
  public var outputs: [String: Template]
  /// The version of every action that a step uses, by name.
  public var actions: [String: Int]

  public init(
    name: String,
    language: Int = 1,
    summary: String? = nil,
    inputs: [InputDeclaration] = [],
    secrets: [String: SecretReference] = [:],
    steps: [StepDefinition],
    finally: [StepDefinition] = [],
    onError: [FailureRule] = [],
    outputs: [String: Template] = [:],
    actions: [String: Int] = [:]
  ) {
    self.name = name
    self.language = language
    self.summary = summary
    self.inputs = inputs
    self.secrets = secrets
    self.steps = steps
    self.finally = finally
    self.onError = onError
    self.outputs = outputs
    self.actions = actions
  }

  /// The SHA-256 of the canonical JSON.
  public func id() throws -> DefinitionID {
    let digest = SHA256.hash(data: try CanonicalJSON.data(self))
    return DefinitionID(rawValue: digest.map { String(format: "%02x", $0) }.joined())
  }
}
