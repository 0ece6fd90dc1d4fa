import Lab
import LabEstate
import LinkflowProgram
import Testing
import WorkflowModel

@Suite struct `A failover` {
  static func arguments(_ inputs: String...) -> [String] {
    ["run", "workflows/failover.yaml", "--lab", "--inputs", "workflows/inputs/failover-lab.yaml"]
      + inputs.flatMap { ["-i", $0] }
  }

  /// Runs the body once Sales, Orders and Stock are linked for both ways.
  static func linked(
    _ body: @escaping @Sendable (Rehearsal) async throws -> Void
  ) async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await rehearsal.program.run(
        Rehearsal.arguments + ["-i", "failover_mode=Manual"]
      )
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      try await body(rehearsal)
    }
  }

  /// For each link the instance's role, the server's, and the mode.
  private func links(_ rehearsal: Rehearsal) throws -> Set<String> {
    let links = try rehearsal.lab.estate.worldSummary().servers.flatMap(\.links)
    return Set(links.map { "\($0.instanceRole) \($0.partnerRole) \($0.replicationMode)" })
  }

  @Test(.timeLimit(.minutes(15)))
  func `of a link that leads one way is refused before anything is changed`() async throws {
    try await Rehearsal.run { rehearsal in
      #expect(try await rehearsal.create().exitStatus == 0)
      let before = try rehearsal.end()
      let outcome = try await rehearsal.program.run(Self.arguments())
      #expect(outcome.exitStatus == 3)
      #expect(outcome.errors.contains("drop-link.yaml"), "\(outcome.errors)")
      #expect(try rehearsal.end() == before)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `that a person rejects leaves the links as they were`() async throws {
    try await Self.linked { rehearsal in
      let world = try rehearsal.end().world
      let asked = try await rehearsal.program.run(Self.arguments())
      #expect(asked.exitStatus == 3, "\(asked.output)\(asked.errors)")
      #expect(try links(rehearsal) == ["secondary primary Sync"])
      let words = asked.errors.split(whereSeparator: \.isWhitespace).map(String.init)
      let run = try #require(words.first { $0.hasPrefix("failover-") }, "\(asked.errors)")
      let rejected = try await rehearsal.program.run([
        "reject", run, "way/planned/stop_workload", "--reason", "not today",
      ])
      #expect(rejected.exitStatus == 0, "\(rejected.output)\(rejected.errors)")
      let back = try await rehearsal.resume()
      #expect(try links(rehearsal) == ["secondary primary Async"], "\(back.output)\(back.errors)")
      #expect(try rehearsal.end().world == world)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `forced to the server is ordered there alone`() async throws {
    try await Self.linked { rehearsal in
      let moved = try await rehearsal.carry(Self.arguments("databases=Sales"))
      #expect(moved.outcome.exitStatus == 0, "\(moved.outcome.output)\(moved.outcome.errors)")
      let forced = try await rehearsal.carry(
        Self.arguments("databases=Sales", "kind=forced", "to=server")
      )
      #expect(forced.outcome.exitStatus == 0, "\(forced.outcome.output)\(forced.outcome.errors)")
      #expect(
        forced.answered.map(\.rawValue) == ["way/forced/force/server/accept_loss_of_instance"]
      )
      let effects = try rehearsal.lab.estate.effects()
        .filter { $0.kind == "failover" && $0.detail == "forced" }
      #expect(effects.map(\.server) == ["SQL1"])
    }
  }
}
