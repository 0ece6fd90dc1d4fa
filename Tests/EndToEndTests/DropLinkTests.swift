import Lab
import LabEstate
import LinkflowProgram
import Testing
import WorkflowModel

@Suite struct `Drop-link` {
  private static func arguments(_ inputs: String...) -> [String] {
    ["run", "workflows/drop-link.yaml", "--lab", "--inputs", "workflows/inputs/drop-link-lab.yaml"]
      + inputs.flatMap { ["-i", $0] }
  }

  private func expectUnlinked(_ rehearsal: Rehearsal) throws {
    let summary = try rehearsal.lab.estate.worldSummary()
    for server in summary.servers {
      #expect(server.links.isEmpty && server.groups.isEmpty, "\(server.name)")
      #expect(server.databases.allSatisfy { $0.state == "online" && !$0.isReadOnly })
    }
    #expect(summary.warnings == [])
  }

  @Test(.timeLimit(.minutes(15)))
  func `takes the trust of both sides away where that is asked for`() async throws {
    try await Rehearsal.run { rehearsal in
      #expect(try await rehearsal.create().exitStatus == 0)
      let first = try await rehearsal.carry(Self.arguments("databases=Sales", "drop_trust=true"))
      #expect(first.outcome.exitStatus == 3, "two links need it still")
      #expect(first.outcome.errors.contains("'DAG_Orders', 'DAG_Stock'"), "\(first.outcome.errors)")
      let rest = try await rehearsal.carry(Self.arguments("drop_trust=true"))
      #expect(rest.outcome.exitStatus == 0, "\(rest.outcome.output)\(rest.outcome.errors)")
      try expectUnlinked(rehearsal)
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.servers.allSatisfy { $0.trustCertificates.isEmpty })
      #expect(!summary.servers.flatMap(\.certificates).contains { $0.hasPrefix("mi1.") })
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `asks nobody once the first full backup after a failover is proved`() async throws {
    try await `A failover`.linked { rehearsal in
      let moved = try await rehearsal.carry(`A failover`.arguments("await_backup=true"))
      #expect(moved.outcome.exitStatus == 0, "\(moved.outcome.output)\(moved.outcome.errors)")
      let asked = try await rehearsal.carry(Self.arguments("databases=Sales"))
      #expect(asked.answered.map(\.rawValue) == ["accept_backup"])
      let dropped = try await rehearsal.carry(Self.arguments("backup_done=true"))
      #expect(
        dropped.outcome.exitStatus == 0,
        "\(dropped.outcome.output)\(dropped.outcome.errors)"
      )
      #expect(dropped.answered == [])
      try expectUnlinked(rehearsal)
    }
  }
}
