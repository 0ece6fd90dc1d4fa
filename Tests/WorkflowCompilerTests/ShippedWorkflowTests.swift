import Foundation
import ManagedInstanceSteps
import SQLServerSteps
import Testing
import WorkflowCompiler
import WorkflowDiagnostics
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
    let registry = PluginRegistry([SQLServerPlugin.plugin, ManagedInstancePlugin.plugin])
    let files = try Self.files(in: Self.folder)
    #expect(!files.isEmpty)
    for file in files {
      var diagnostics: [Diagnostic] = []
      let text = try #require(SyntaxReader.text(ofFile: file, diagnostics: &diagnostics))
      let node = SyntaxReader.read(text, file: file, diagnostics: &diagnostics)
      let compiler = WorkflowCompiler(registry: registry)
      let definition = node.flatMap { compiler.compile($0, diagnostics: &diagnostics) }
      #expect(definition != nil)
      #expect(diagnostics.rendered { _ in text } == "")
    }
  }
}
