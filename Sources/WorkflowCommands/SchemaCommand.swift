import ArgumentParser
import Connections
import Foundation
import WorkflowCompiler

struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Writes the JSON Schemas of workflow, inputs and connections files, for editors.",
    discussion: """
      An editor with a YAML server completes and checks a file whose first line is

        # yaml-language-server: $schema=schemas/workflow-v1.json
      """
  )

  @Argument(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var folder = "schemas"

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      let documents =
        WorkflowSchema(Installation.current.registry).documents() + [ConnectionsSchema.document()]
      do {
        try FileManager.default.createDirectory(
          atPath: folder,
          withIntermediateDirectories: true
        )
      } catch {
        console.complain("The folder \(folder) could not be made: \(error.localizedDescription)")
        return .failed
      }
      for document in documents {
        let path = "\(folder)/\(document.name)"
        guard ReportFile.write(document.text, to: path, console) else { return .failed }
        console.say(path)
      }
      return .done
    }
  }
}
