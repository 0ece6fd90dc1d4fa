/// A family of actions.
public struct Plugin: Sendable {
  /// The part of an action's name before the point.
  public var name: String
  public var summary: String
  public var actions: [Action]
  /// What errors mean wherever an action of the family does not say otherwise.
  public var errors: [ErrorRule]

  public init(name: String, summary: String, actions: [Action], errors: [ErrorRule] = []) {
    self.name = name
    self.summary = summary
    self.actions = actions
    self.errors = errors
    for action in actions {
      precondition(
        action.descriptor.plugin == name,
        "action '\(action.descriptor.name)' does not belong to plugin '\(name)'"
      )
    }
  }
}

/// All actions there are, by name.
public struct PluginRegistry: Sendable {
  public let plugins: [Plugin]
  private let actions: [String: Action]
  private let rules: [String: [ErrorRule]]

  public init(_ plugins: [Plugin]) {
    self.plugins = plugins
    var actions: [String: Action] = [:]
    var rules: [String: [ErrorRule]] = [:]
    for plugin in plugins {
      for action in plugin.actions {
        let name = action.descriptor.name
        precondition(actions[name] == nil, "two actions are called '\(name)'")
        actions[name] = action
        rules[name] = action.descriptor.errors + plugin.errors
      }
    }
    self.actions = actions
    self.rules = rules
  }

  public subscript(name: String) -> Action? { actions[name] }

  public var names: [String] { actions.keys.sorted() }

  /// The action's own rules first, then its family's.
  public func errorRules(of action: String) -> [ErrorRule] { rules[action] ?? [] }
}
