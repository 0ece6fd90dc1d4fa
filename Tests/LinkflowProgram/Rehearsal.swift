import Foundation
package import Lab
package import LabEstate

/// A lab and a workspace beside it, in which the built program runs workflows.
package struct Rehearsal: Sendable {
  package let lab: RunningLab
  package let program: Program

  /// What an undisturbed run and a disturbed one must agree on.
  package struct End: Hashable, Sendable {
    package var world: WorldSummary
    /// Each effect with its place, sorted: items run side by side, so their order is free.
    package var effects: [String]

    /// What another end has otherwise, a line each: `-` here, `+` there; empty when they agree.
    package func difference(to other: End) throws -> [String] {
      let mine = try world.json().split(separator: "\n") + effects.map { Substring($0) }
      let theirs =
        try other.world.json().split(separator: "\n") + other.effects.map { Substring($0) }
      return theirs.difference(from: mine).map { change in
        switch change {
        case .insert(_, let line, _): "+ \(line)"
        case .remove(_, let line, _): "- \(line)"
        }
      }
    }
  }

  /// Runs the body with a lab whose time runs `speed` times as fast as the wall clock.
  package static func run<Answer: Sendable>(
    speed: Double = 600,
    in estate: EstateDescription = .standard,
    _ body: @escaping @Sendable (Rehearsal) async throws -> Answer
  ) async throws -> Answer {
    try await turnstile.pass {
      try await rehearse(LabOptions(description: estate, timeFactor: speed), body)
    }
  }

  /// Tests run side by side without bound; so many of them drive a lab at a time.
  private static let turnstile = Turnstile(places: 4)

  private static func rehearse<Answer: Sendable>(
    _ options: LabOptions,
    _ body: @escaping @Sendable (Rehearsal) async throws -> Answer
  ) async throws -> Answer {
    try await withLab(options) { lab in
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

  package func resume() async throws -> Program.Outcome { try await program.run(resumption) }

  var resumption: [String] { ["resume", "--connections", connectionsFile] }

  package func end() throws -> End {
    End(
      world: try lab.estate.worldSummary(),
      effects: try lab.estate.effects().map { "\($0.server) \($0.kind) \($0.object)" }.sorted()
    )
  }
}
