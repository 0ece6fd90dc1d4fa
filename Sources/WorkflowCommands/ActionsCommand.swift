import ArgumentParser
import WorkflowDiagnostics
import WorkflowPlugin
import WorkflowReport

struct ActionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "actions",
    abstract: "Lists the actions a step can use, or prints one's manual."
  )

  @Argument(help: "An action, such as sqlserver.ensure_master_key.")
  var name: String?

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let registry = Installation.current.registry
      guard let name else {
        for plugin in registry.plugins {
          console.say("\(console.output.strong(plugin.name)): \(plugin.summary)")
          let width = plugin.actions.map(\.descriptor.name.count).max() ?? 0
          for action in plugin.actions {
            let descriptor = action.descriptor
            console.say("  \(descriptor.name.padded(to: width))  \(descriptor.summary)")
          }
          console.say("")
        }
        console.say("One action's manual:\n  linkflow actions NAME")
        return .done
      }
      guard let action = registry[name] else {
        throw DiagnosticsError(
          Diagnostic(
            .unknownAction,
            detail: "No action is called '\(name)'.",
            remedy: didYouMean(name, among: registry.names) ?? "List them:\n  linkflow actions"
          )
        )
      }
      console.say(ActionManual(action, rules: registry.errorRules(of: name)).text())
      return .done
    }
  }
}
