import Foundation
import Testing
import WorkflowCompiler
import WorkflowPlugin

@Suite struct `A JSON Schema` {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  private static let fixtures = "\(root)/Tests/WorkflowCompilerTests/Fixtures"

  @Test func `of the shipped actions stands in the repository as it is`() throws {
    for document in WorkflowSchema(ShippedWorkflows.registry).documents() {
      let path = "\(Self.root)/schemas/\(document.name)"
      if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
        try document.text.write(toFile: path, atomically: true, encoding: .utf8)
      }
      let committed = try? String(contentsOfFile: path, encoding: .utf8)
      #expect(
        committed == document.text,
        "schemas/\(document.name) is stale. Write it anew: linkflow schema schemas"
      )
    }
  }

  @Test func `admits every shipped workflow and its inputs`() throws {
    let schemas = try Schemas(of: ShippedWorkflows.registry)
    let workflows = try Self.files(in: "\(Self.root)/workflows")
    #expect(try schemas.mistakes(in: workflows, "workflow-v1.json") == [])
    let inputs = try Self.files(in: "\(Self.root)/workflows/inputs")
    #expect(!inputs.isEmpty)
    #expect(try schemas.mistakes(in: inputs, "inputs-v1.json") == [])
  }

  @Test func `admits what the compiler admits`() throws {
    let schemas = try Schemas(of: TestActions.registry)
    let files = try Self.files(in: "\(Self.fixtures)/ok") + Self.files(in: "\(Self.fixtures)/same")
    #expect(try schemas.mistakes(in: files, "workflow-v1.json") == [])
  }

  /// Mistakes in names and expressions across steps are the compiler's to find.
  private static let structural = [
    "arguments", "choice", "defaults-and-retry", "empty", "finally", "group-retry", "heading",
    "inputs", "missing-keys", "not-a-mapping", "on-error", "people", "polls", "secrets", "step-ids",
    "step-keys", "step-kinds", "twelve-mistakes", "undo", "unknown-actions",
    "unknown-keys-at-the-top", "whole-fences",
  ]

  @Test func `refuses what is built wrong`() throws {
    let schemas = try Schemas(of: TestActions.registry)
    let files = Self.structural.map { "\(Self.fixtures)/err/\($0).yaml" }
    let mistakes = try schemas.mistakes(in: files, "workflow-v1.json")
    #expect(files.filter { file in !mistakes.contains { $0.hasPrefix("\(file): ") } } == [])
  }

  @Test func `names the property that is wrong`() throws {
    let schemas = try Schemas(of: TestActions.registry)
    let file = "\(Self.fixtures)/err/step-keys.yaml"
    let mistakes = try schemas.mistakes(in: [file], "workflow-v1.json").joined(separator: "\n")
    #expect(mistakes.contains("$.steps[0]: 'needs', 'wiht' do not match any"))
    #expect(mistakes.contains("$.steps[0]: False schema does not allow '5s'"))
  }

  private static func files(in folder: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Schemas in a folder of their own, and a validator that is not ours.
  private final class Schemas {
    private let folder: URL

    init(of registry: PluginRegistry) throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for document in WorkflowSchema(registry).documents() {
        let file = folder.appendingPathComponent(document.name)
        try document.text.write(to: file, atomically: true, encoding: .utf8)
      }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func mistakes(in files: [String], _ schema: String) throws -> [String] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "\(root)/.witnesses/bin/python")
      process.arguments =
        ["\(root)/Tests/WorkflowCompilerTests/Witnesses/validate.py"]
        + [folder.appendingPathComponent(schema).path] + files
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return text.split(separator: "\n").map(String.init)
    }
  }
}
