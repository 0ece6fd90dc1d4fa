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
import WorkflowPlan
import WorkflowPlugin
import WorkflowSyntax
import WorkflowTesting

/// Plans of short definitions over a scripted target, and of shipped workflows over none.
enum PlanBench {
  static let shipped = PluginRegistry([
    CorePlugin.plugin, SQLServerPlugin.plugin, ManagedInstancePlugin.plugin, SynapsePlugin.plugin,
    StoragePlugin.plugin,
  ])

  static let scripted = PluginRegistry([
    ScriptedPlugin.plugin, CorePlugin.plugin, ApartPlugin.plugin,
  ])

  /// Plans a workflow's text over a scripted target.
  static func plan(
    _ text: String,
    inputs: [String: Value] = [:],
    asking sender: (any Sender)? = nil
  ) async throws -> Plan {
    var diagnostics: [Diagnostic] = []
    let head = "workflow: test\nlanguage: 1\n"
    let node = SyntaxReader.read(head + text, file: "test.yaml", diagnostics: &diagnostics)
    let compiler = WorkflowCompiler(registry: scripted) { _ in nil }
    let definition = node.flatMap { compiler.compile($0, diagnostics: &diagnostics) }
    return try await plan(
      try #require(definition, "\(diagnostics.rendered { _ in text })"),
      inputs: inputs,
      asking: sender
    )
  }

  static func plan(
    _ definition: WorkflowDefinition,
    inputs: [String: Value] = [:],
    asking sender: (any Sender)? = nil,
    registry: PluginRegistry = scripted
  ) async throws -> Plan {
    let run = try Definitions.run(definition, id: "RUN", inputs: inputs)
    return await Planner(registry: registry, sender: sender).plan(run, of: definition)
  }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("workflows").path

  static func shippedDefinition(_ name: String) throws -> WorkflowDefinition {
    let path = "\(folder)/\(name).yaml"
    var diagnostics: [Diagnostic] = []
    let text = try #require(SyntaxReader.text(ofFile: path, diagnostics: &diagnostics))
    let node = SyntaxReader.read(text, file: path, diagnostics: &diagnostics)
    let compiler = WorkflowCompiler(registry: shipped) { path in
      var ignored: [Diagnostic] = []
      return SyntaxReader.text(ofFile: path, diagnostics: &ignored)
    }
    let definition = node.flatMap { compiler.compile($0, diagnostics: &diagnostics) }
    return try #require(definition, "\(diagnostics.rendered { _ in text })")
  }
}

extension Plan {
  func forecast(_ address: String) throws -> Forecast {
    let entry = outline.entries.first { $0.address.rawValue == address }
    return try #require(entry?.forecast, "the plan has no step '\(address)'")
  }
}
