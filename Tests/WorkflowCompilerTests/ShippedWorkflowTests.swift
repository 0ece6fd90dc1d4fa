import CoreSteps
import Foundation
import ManagedInstanceSteps
import SQLServerSteps
import StorageSteps
import SynapseSteps
import Testing
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

@Suite struct `A shipped workflow` {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("workflows").path

  private static func files(in folder: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  @Test func `compiles with the shipped actions and without a warning`() throws {
    let files = try Self.files(in: Self.folder)
    #expect(!files.isEmpty)
    for file in files {
      var diagnostics: [Diagnostic] = []
      let text = try #require(SyntaxReader.text(ofFile: file, diagnostics: &diagnostics))
      let node = SyntaxReader.read(text, file: file, diagnostics: &diagnostics)
      let compiler = WorkflowCompiler(registry: ShippedWorkflows.registry) { path in
        var ignored: [Diagnostic] = []
        return SyntaxReader.text(ofFile: path, diagnostics: &ignored)
      }
      let definition = node.flatMap { compiler.compile($0, diagnostics: &diagnostics) }
      let steps = try #require(definition).allSteps.map(\.id)
      #expect(Set(steps).count == steps.count)
      #expect(definition?.stepsRead.subtracting(steps) == [])
      #expect(diagnostics.rendered { _ in text } == "")
    }
  }
}

@Suite struct `The page of the workflow language` {
  @Test func `shows a whole file that is sound`() throws {
    let page = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/reference/workflow-language.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
    let example = try #require(blocks.first?.components(separatedBy: "```").first)
    #expect(example.hasPrefix("workflow: "))
    var diagnostics: [Diagnostic] = []
    let node = SyntaxReader.read(example, file: "page.yaml", diagnostics: &diagnostics)
    let compiler = WorkflowCompiler(registry: ShippedWorkflows.registry)
    _ = node.flatMap { compiler.compile($0, diagnostics: &diagnostics) }
    #expect(diagnostics.rendered { _ in example } == "")
  }
}

enum ShippedWorkflows {
  /// The actions of the program that is built.
  static let registry = PluginRegistry([
    CorePlugin.plugin, SQLServerPlugin.plugin, ManagedInstancePlugin.plugin,
    SynapsePlugin.plugin, StoragePlugin.plugin,
  ])
}
