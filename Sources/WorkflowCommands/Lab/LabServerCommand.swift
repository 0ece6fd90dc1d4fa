import ArgumentParser
import Lab
import LabEstate
import WorkflowReport

struct LabServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Does what a person does on a server's machine: settings, startup flags, restarts.",
    discussion: """
      Always On and startup flags take effect with the next restart, which may be asked for at once. \
      A restart ends the server's sessions and takes away trace flags that DBCC TRACEON has set.
      """
  )

  enum Switch: String, CaseIterable, ExpressibleByArgument { case enable, disable }
  enum Service: String, CaseIterable, ExpressibleByArgument { case start, stop }

  @Argument(help: "The server, such as SQL1.")
  var name: String

  @Option(help: "Always On availability groups: enable or disable.")
  var alwaysOn: Switch?

  @Option(help: ArgumentHelp("Adds a trace flag to the startup parameters.", valueName: "number"))
  var startupFlag: [Int] = []

  @Option(help: "SQL Server Agent: start or stop.")
  var agent: Service?

  @Flag(help: "Restarts the server.")
  var restart = false

  @OptionGroup var options: WorkspaceOptions

  func validate() throws {
    if alwaysOn == nil, startupFlag.isEmpty, agent == nil, !restart {
      throw ValidationError(
        "Say what is to be done: --always-on, --startup-flag, --agent or --restart."
      )
    }
    if startupFlag.contains(where: { $0 < 1 }) {
      throw ValidationError("--startup-flag is the number of a trace flag.")
    }
  }

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let estate = try LabControl(directory: LabFolder.path(in: options.folder)).estate()
      guard let server = try estate.world().server(named: name) else {
        let names = try estate.world().servers.map(\.name).joined(separator: ", ")
        console.complain("The lab has no server '\(name)'.", remedy: "There are: \(names)")
        return .failed
      }
      if server.isManagedInstance, alwaysOn != nil || !startupFlag.isEmpty || agent != nil {
        console.complain(
          "'\(server.name)' is a Managed Instance, whose settings are Azure's.",
          remedy: "Only --restart applies to it."
        )
        return .failed
      }
      _ = try estate.apply(
        ServerChange(
          isAlwaysOnEnabled: alwaysOn.map { $0 == .enable },
          startupFlags: startupFlag,
          isAgentRunning: agent.map { $0 == .start },
          restarts: restart
        ),
        to: server.name
      )
      if let server = try estate.world().server(named: name) { describe(server, on: console) }
      return .done
    }
  }

  private func describe(_ server: Server, on console: Console) {
    let waits = "after the next restart"
    let isWaiting = server.isHADRConfigured != server.isHADREnabled
    let alwaysOn = server.isHADRConfigured ? "enabled" : "disabled"
    let flags = server.startupFlags.sorted().map(String.init).joined(separator: ", ")
    let running = server.traceFlags.sorted().map(String.init).joined(separator: ", ")
    console.say("\(server.name), started \(server.startedAt.rfc3339)")
    console.say("  Always On      \(alwaysOn)\(isWaiting ? " \(waits)" : "")")
    console.say("  startup flags  \(flags.isEmpty ? "none" : flags)")
    console.say("  trace flags    \(running.isEmpty ? "none" : running)")
    console.say("  agent          \(server.isAgentRunning ? "running" : "stopped")")
  }
}
