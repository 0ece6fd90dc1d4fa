import Foundation
package import Lab
package import LabEstate

/// A lab and a workspace beside it, in which the built program runs `create-link`.
package struct Rehearsal: Sendable {
  package let lab: RunningLab
  package let program: Program

  /// What an undisturbed run and a disturbed one must agree on.
  package struct End: Hashable, Sendable {
    package var world: WorldSummary
    /// Each effect with its place, sorted: items run side by side, so their order is free.
    package var effects: [String]
  }

  /// Runs the body with a lab whose time runs `speed` times as fast as the wall clock.
  package static func run<Answer: Sendable>(
    speed: Double = 600,
    _ body: @escaping @Sendable (Rehearsal) async throws -> Answer
  ) async throws -> Answer {
    try await withLab(LabOptions(timeFactor: speed)) { lab in
      let workspace = lab.directory.path + "/workspace"
      // Where `--lab` looks for the workspace's lab.
      try FileManager.default.createDirectory(
        atPath: workspace,
        withIntermediateDirectories: true
      )
      try FileManager.default.createSymbolicLink(
        atPath: workspace + "/lab",
        withDestinationPath: lab.directory.path
      )
      let program = Program(
        workspace: workspace,
        environment: ["LINKFLOW_MASTER_KEY_PASSWORD": "Rehearsal-1-\(UUID().uuidString)"]
      )
      return try await body(Rehearsal(lab: lab, program: program))
    }
  }

  package static let arguments = [
    "run", "workflows/create-link.yaml", "--lab", "--inputs",
    "workflows/inputs/create-link-lab.yaml",
  ]

  /// The lab's, by the path that `--lab` gives it.
  private var connectionsFile: String { program.workspace + "/lab/connections.yaml" }

  package func create() async throws -> Program.Outcome { try await program.run(Self.arguments) }

  package func resume() async throws -> Program.Outcome {
    try await program.run(["resume", "--connections", connectionsFile])
  }

  package func end() throws -> End {
    End(
      world: try lab.estate.worldSummary(),
      effects: try lab.estate.effects().map { "\($0.server) \($0.kind) \($0.object)" }.sorted()
    )
  }
}
