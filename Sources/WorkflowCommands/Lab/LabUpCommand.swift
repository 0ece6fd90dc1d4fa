import ArgumentParser
import Foundation
import Lab
import LabEstate

struct LabUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Starts the workspace's lab in the background.",
    discussion: """
      A lab that was there before goes on where it stood; --fresh begins anew. It prints where \
      its connections are; `linkflow run --lab` finds them by itself.
      """
  )

  @Flag(help: "Throws away the lab that is there, with its databases and its history.")
  var fresh = false

  @OptionGroup var lab: LabOptionsGroup
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let folder = LabFolder.path(in: options.folder)
      if lab.estate != nil, !fresh, (try? LabControl(directory: folder)) != nil {
        console.complain(
          "The lab in '\(folder)' has its estate already.",
          remedy: "Begin anew, which throws the old one away:\n  linkflow lab up --fresh "
            + "--estate \(lab.estate ?? "")"
        )
        return .failed
      }
      if let control = try? LabControl(directory: folder), control.isRunning {
        guard fresh else {
          let speed = lab.speed == nil ? "" : "; its speed stays as it is"
          console.say("It is running already\(speed).")
          LabView(control).print(on: console)
          return .done
        }
        try await control.stop()
      }
      if fresh { try? FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
      let log = folder + "/lab.log"
      let process = try DetachedProcess.start(
        ["lab", "serve", "--workspace", options.folder] + lab.arguments,
        log: log
      )
      while true {
        if let control = try? LabControl(directory: folder), control.isRunning,
          control.record.pid == process.id
        {
          break
        }
        guard process.isRunning else {
          console.complain("The lab did not start.", remedy: process.lastWords(in: log))
          return .failed
        }
        try await Task.sleep(for: .milliseconds(20))
      }
      LabView(try LabControl(directory: folder)).print(on: console)
      return .done
    }
  }
}

/// How a lab is started, for `up` and for the process behind it.
struct LabOptionsGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many times as fast as the wall clock the lab's time runs; 60 when new.",
      valueName: "factor"
    )
  )
  var speed: Double?

  @Option(
    help: ArgumentHelp(
      "What a new lab contains: standard, or unprepared, whose server is not ready for a link.",
      valueName: "name"
    )
  )
  var estate: String?

  func validate() throws {
    if let estate, EstateDescription.named[estate] == nil {
      let names = EstateDescription.named.keys.sorted().joined(separator: ", ")
      throw ValidationError("'\(estate)' is no estate; there are \(names).")
    }
    if let speed, !(1...100_000).contains(speed) {
      throw ValidationError("--speed is a factor from 1 to 100000.")
    }
  }

  var arguments: [String] {
    (speed.map { ["--speed", String($0)] } ?? []) + (estate.map { ["--estate", $0] } ?? [])
  }
}
