import ArgumentParser
import Foundation
import Lab
import LabEstate

/// The process behind `lab up`.
struct LabServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves the lab in the foreground until interrupted.",
    shouldDisplay: false
  )

  @OptionGroup var lab: LabOptionsGroup
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let folder = LabFolder.path(in: options.folder)
      var labOptions = LabOptions()
      if let estate = lab.estate.flatMap({ EstateDescription.named[$0] }) {
        labOptions.description = estate
      }
      labOptions.timeFactor = lab.speed ?? LabFolder.usualTimeFactor(in: folder)
      let (signals, continuation) = AsyncStream<Void>.makeStream()
      let sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { continuation.yield() }
        source.resume()
        return source
      }
      defer { for source in sources { source.cancel() } }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [labOptions] in
          try await LabServer.run(directory: folder, options: labOptions) { _ in
            console.note("The lab in '\(folder)' is ready.")
          }
        }
        group.addTask { for await _ in signals { return } }
        try await group.next()
        group.cancelAll()
      }
      return .done
    }
  }
}
