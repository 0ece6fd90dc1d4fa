import Lab
import LabEstate
import LinkflowProgram
import Testing
import WorkflowModel

@Suite struct `Each shipped workflow` {
  @Test(.timeLimit(.minutes(15)), arguments: Scenario.all)
  func `runs to its end, and a second time changes nothing`(_ scenario: Scenario) async throws {
    try await scenario.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let before = try rehearsal.end()
      let again = try await rehearsal.carry(["run"] + scenario.words)
      // A migration that is over finds its databases on the instance already, and says so.
      if scenario.name == "migrate" {
        #expect(again.outcome.exitStatus == 1)
        #expect(again.outcome.errors.contains("LF7040"))
      } else {
        #expect(again.outcome.exitStatus == 0, "\(again.outcome.output)\(again.outcome.errors)")
        #expect(again.answered.isEmpty)
      }
      let difference = try before.difference(to: rehearsal.end())
      #expect(difference == [], "\(difference)")
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `prepares a server that nothing has been done on`() async throws {
    try await Scenario.prepareEnvironment.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      #expect(passage.answered.map(\.rawValue) == ["by_hand/always_on", "by_hand/startup_flags"])
      let server = try #require(
        rehearsal.lab.estate.worldSummary().servers.first { $0.name == "SQL1" }
      )
      #expect(server.hasMasterKey)
      #expect(server.traceFlags == [1800, 9567])
      #expect(server.endpoint?.state == "started")
      for name in ["Sales", "Orders", "Stock"] {
        let database = try #require(server.databases.first { $0.name == name })
        #expect(database.recoveryModel == "full")
        #expect(database.hasLogChain)
      }
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `says everything that is in the way at once, and changes nothing`() async throws {
    try await Rehearsal.run(in: .unprepared) { rehearsal in
      let outcome = try await rehearsal.program.run([
        "run", "workflows/prepare-environment.yaml", "--lab", "-i", "source=sql1", "-i",
        "target=mi1", "-i", "source_address=10.0.0.4", "-i",
        "databases=Sales,Archive,Media,Vault,Nowhere",
      ])
      #expect(outcome.exitStatus == 1, "\(outcome.output)\(outcome.errors)")
      for subject in ["Archive", "Media", "Vault", "Nowhere"] {
        #expect(outcome.errors.contains("'\(subject)'"), "\(subject): \(outcome.errors)")
      }
      #expect(try rehearsal.lab.estate.effects().isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `fails over as planned without the loss of a row`() async throws {
    try await Scenario.plannedFailover.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      #expect(passage.answered.count == 1)
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.lostRows.isEmpty)
      let instance = try #require(summary.servers.first { $0.name == "mi1" })
      for link in instance.links {
        #expect(link.instanceRole == "primary")
        #expect(link.partnerRole == "secondary")
      }
      for database in ["Sales", "Stock"] {
        let rows = try rehearsal.rows(of: database, on: "mi1")
        #expect(try rehearsal.rows(of: database, on: "SQL1") == rows)
        #expect(rows.values.reduce(0, +) >= 200)
      }
      // Who is the primary is written to, and the other side takes it on.
      try await rehearsal.execute(
        "INSERT INTO dbo.Customer VALUES (9001, N'a', N'Ulm', 1, '20260101')",
        on: "mi1",
        database: "Sales"
      )
      await #expect(throws: Rehearsal.Refusal.self) {
        try await rehearsal.execute(
          "INSERT INTO dbo.Customer VALUES (9002, N'b', N'Ulm', 1, '20260101')",
          on: "SQL1",
          database: "Sales"
        )
      }
      let back = try await rehearsal.carry(
        ["run"] + Scenario.plannedFailover.words + ["-i", "to=server"]
      )
      #expect(back.outcome.exitStatus == 0, "\(back.outcome.output)\(back.outcome.errors)")
      #expect(try rehearsal.rows(of: "Sales", on: "SQL1") == rehearsal.rows(of: "Sales", on: "mi1"))
      #expect(try rehearsal.lab.estate.worldSummary().lostRows.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `forces a failover at the loss of exactly what was not replicated`() async throws {
    try await Scenario.forcedFailover.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      #expect(passage.answered.map(\.rawValue).contains { $0.contains("accept_loss_of_server") })
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.lostRows == ["Sales dbo.Customer 9001, 9002, 9003"])
      let source = try rehearsal.rows(of: "Sales", on: "SQL1")
      let copy = try rehearsal.rows(of: "Sales", on: "mi1")
      #expect(try #require(source["dbo.Customer"]) - #require(copy["dbo.Customer"]) == 3)
      #expect(
        source.filter { $0.key != "dbo.Customer" } == copy.filter { $0.key != "dbo.Customer" }
      )
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `drops a link in order, and finishes one that is half gone`() async throws {
    try await Scenario.dropLink.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.servers.allSatisfy { $0.links.isEmpty && $0.groups.isEmpty })
      for database in ["Sales", "Stock"] {
        #expect(
          try rehearsal.rows(of: database, on: "SQL1") == rehearsal.rows(of: database, on: "mi1")
        )
      }
      let effects = try rehearsal.lab.estate.effects()
      for name in ["Sales", "Stock"] {
        let link = effects.firstIndex { $0.kind == "delete_link" && $0.object == "DAG_\(name)" }
        let group = effects.firstIndex {
          $0.kind == "drop_distributed_group" && $0.object == "DAG_\(name)"
        }
        #expect(try #require(link) < #require(group))
      }
    }
    try await Rehearsal.run { rehearsal in
      try await Scenario.dropLink.before(rehearsal)
      try await rehearsal.execute("DROP AVAILABILITY GROUP [DAG_Sales]", on: "SQL1", database: "")
      let passage = try await rehearsal.carry(["run"] + Scenario.dropLink.words)
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      #expect(passage.answered.map(\.rawValue).contains("accept_loss"))
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.servers.allSatisfy { $0.links.isEmpty && $0.groups.isEmpty })
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `renews a signature that has ended, and nothing when none is due`() async throws {
    let insert = "INSERT INTO dbo.Account VALUES (9001, N'new', N'CHF', 1)"
    try await Rehearsal.run { rehearsal in
      let scenario = Scenario.rotateSAS
      let idle = try await rehearsal.carry(["run"] + scenario.words + ["-i", "rotate_before=1d"])
      #expect(idle.outcome.exitStatus == 0, "\(idle.outcome.output)\(idle.outcome.errors)")
      #expect(try rehearsal.lab.estate.effects().isEmpty)
      try await scenario.before(rehearsal)
      try await rehearsal.execute(insert, on: "SQL1", database: "Ledger")
      let passage = try await rehearsal.carry(["run"] + scenario.words)
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let kinds = try rehearsal.lab.estate.effects().map(\.kind)
      #expect(kinds.filter { $0 == "update_landing_zone_credential" }.count == 1)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `migrates databases from a bare server to links that are gone again`() async throws {
    try await Scenario.migrate.carry { rehearsal, passage in
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let summary = try rehearsal.lab.estate.worldSummary()
      #expect(summary.servers.allSatisfy { $0.links.isEmpty && $0.groups.isEmpty })
      #expect(summary.lostRows.isEmpty && summary.warnings.isEmpty)
      for database in ["Sales", "Stock"] {
        let rows = try rehearsal.rows(of: database, on: "mi1")
        #expect(rows.values.reduce(0, +) >= 200)
        #expect(try rehearsal.rows(of: database, on: "SQL1") == rows)
      }
      let instance = try #require(summary.servers.first { $0.name == "mi1" })
      #expect(instance.databases.filter { $0.name != "master" }.allSatisfy { !$0.isReadOnly })
    }
  }
}
