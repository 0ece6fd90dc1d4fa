import ArgumentParser
import Lab
import LabEstate
import WorkflowReport

struct LabStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the lab's world: servers, databases, links, storage, faults and effects."
  )

  @Flag(help: "Prints the world as JSON, without times, ids and keys.")
  var json = false

  @Flag(help: "Prints every effect on the estate, in order.")
  var effects = false

  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let control = try LabControl(directory: LabFolder.path(in: options.folder))
      let estate = try control.estate()
      if json {
        console.say(try estate.worldSummary().json())
      } else if effects {
        for effect in try estate.effects() {
          console.say(
            "\(String(effect.sequence).padded(to: 5))\(effect.server.padded(to: 14))"
              + "\(effect.kind.padded(to: 30))\(effect.object)"
          )
        }
      } else {
        LabView(control).print(on: console)
        try LabView(control).printWorld(on: console)
      }
      return .done
    }
  }
}

struct LabDownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Ends the lab's process; its state stays on disk."
  )

  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let folder = LabFolder.path(in: options.folder)
      let control = try LabControl(directory: folder)
      guard control.isRunning else {
        console.say("The lab in '\(folder)' is not running.")
        return .done
      }
      try await control.stop()
      console.say("The lab in '\(folder)' has ended; its state is kept.")
      return .done
    }
  }
}
