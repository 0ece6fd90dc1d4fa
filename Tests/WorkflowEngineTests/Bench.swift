import Foundation
import SQLiteStore
import WorkflowEngine
import WorkflowModel
import WorkflowPlugin
import WorkflowStore
import WorkflowTesting

/// A real engine on a real store, with only the wire scripted.
struct Bench {
  let folder: String
  let store: SQLiteStore
  let clock = ManualClock()

  init() throws {
    folder = NSTemporaryDirectory() + "linkflow-engine-" + UUID().uuidString
    store = try SQLiteStore(folder: folder)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func executor(
    _ sender: ScriptedSender,
    store: (any RunStore)? = nil,
    time: EngineClock? = nil,
    interruption: Interruption = Interruption(),
    watch: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) -> RunExecutor {
    RunExecutor(
      store: store ?? self.store,
      registry: PluginRegistry([ScriptedPlugin.plugin]),
      sender: sender,
      clock: time
        ?? EngineClock(
          now: { [clock] in clock.now },
          sleep: { [clock] in try await clock.sleep($0) },
          chance: { 0.5 },
          glance: .seconds(3600)
        ),
      owner: LeaseOwner(process: 1, host: "here"),
      interruption: interruption,
      watch: watch
    )
  }

  func start(
    _ definition: WorkflowDefinition,
    _ sender: ScriptedSender,
    inputs: [String: Value] = [:],
    interruption: Interruption = Interruption()
  ) async throws -> RunEnd {
    try await executor(sender, interruption: interruption).start(
      Definitions.run(definition, inputs: inputs, at: clock.now),
      definition: definition,
      source: ""
    )
  }
}

let testRun = RunID(rawValue: "sequence-test")
