import Foundation
import SQLiteStore
import WorkflowEngine
import WorkflowModel
import WorkflowPlugin
import WorkflowStore

/// The engine as the program assembles it, with a target in memory.
struct Bench {
  var store: SQLiteStore
  var sender = MemorySender()

  var executor: RunExecutor {
    RunExecutor(
      store: store,
      registry: PluginRegistry([BenchPlugin.plugin]),
      sender: sender,
      owner: LeaseOwner(
        process: ProcessInfo.processInfo.processIdentifier,
        host: ProcessInfo.processInfo.hostName
      )
    )
  }

  /// Drives one run from its beginning to its end.
  func run(_ workflow: CompiledWorkflow, named name: String) async throws {
    let run = RunRow(
      id: RunID(rawValue: name),
      definition: workflow.id,
      workflow: workflow.definition.name,
      inputs: [:],
      startedAt: EngineClock.wall.now(),
      source: "\(workflow.definition.name).yaml"
    )
    try check(try await executor.start(run, definition: workflow.definition, source: ""))
  }

  func check(_ end: RunEnd) throws {
    guard end == .closed(.succeeded) else { throw UnexpectedEnd(end: end) }
  }

  /// A name that no other run of the store has.
  static func name(_ benchmark: String) -> String { "\(benchmark)-\(UUID().uuidString)" }
}

struct UnexpectedEnd: Error, CustomStringConvertible {
  var end: RunEnd
  var description: String { "The run did not succeed: \(end)" }
}
