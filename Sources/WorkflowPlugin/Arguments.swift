import Foundation
public import Secrets
public import WorkflowModel

/// An action's inputs as evaluated, defaults filled in, types as the descriptor declares.
///
/// The compiler and the engine check types before an action sees them, so an accessor whose name
/// the descriptor does not declare with that type is a bug of the plugin and stops the program.
public struct Arguments: Hashable, Sendable {
  public var values: [String: Value]
  /// The run and the step, for names that must be made unique or recognised.
  public var run: RunID
  public var address: StepAddress
  /// When the attempt was opened: the one time that an action knows, the same at every look.
  public var at: Instant

  public init(
    _ values: [String: Value],
    run: RunID,
    address: StepAddress,
    at moment: Instant = Instant(millisecondsSince1970: 0)
  ) {
    self.values = values
    self.run = run
    self.address = address
    self.at = moment
  }

  public subscript(name: String) -> Value { values[name] ?? .null }

  public func string(_ name: String) -> String {
    guard let value = values[name]?.string else { mistyped(name, "string") }
    return value
  }

  public func optionalString(_ name: String) -> String? { values[name]?.string }

  public func int(_ name: String) -> Int {
    guard let value = values[name]?.int else { mistyped(name, "int") }
    return Int(value)
  }

  public func bool(_ name: String) -> Bool {
    guard let value = values[name]?.bool else { mistyped(name, "bool") }
    return value
  }

  /// A `duration`, which is written in the language's words.
  public func duration(_ name: String) -> Duration {
    guard let value = values[name]?.string.flatMap(Duration.init(words:)) else {
      mistyped(name, "duration")
    }
    return value
  }

  public func strings(_ name: String) -> [String] {
    guard let values = values[name]?.list else { mistyped(name, "list") }
    return values.compactMap(\.string)
  }

  public func secret(_ name: String) -> SecretReference {
    guard let value = values[name]?.secret else { mistyped(name, "secret") }
    return value
  }

  private func mistyped(_ name: String, _ type: String) -> Never {
    preconditionFailure("the descriptor declares no \(type) input '\(name)'")
  }
}
