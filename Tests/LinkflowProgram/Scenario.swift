import Lab
package import LabEstate
package import WorkflowModel

/// A shipped workflow as its tests run it: the world it finds, its inputs, and people's work.
package struct Scenario: Sendable, CustomStringConvertible {
  package var name: String
  package var workflow: String
  package var inputs: [String]
  package var estate: EstateDescription
  /// Makes the world that the workflow is for.
  package var before: @Sendable (Rehearsal) async throws -> Void
  /// What a person does by hand when a step asks for it.
  package var work: @Sendable (StepAddress, Rehearsal) async throws -> Void

  init(
    _ name: String,
    workflow: String? = nil,
    inputs: [String],
    in estate: EstateDescription = .standard,
    before: @escaping @Sendable (Rehearsal) async throws -> Void = { _ in },
    work: @escaping @Sendable (StepAddress, Rehearsal) async throws -> Void = { _, _ in }
  ) {
    self.name = name
    self.workflow = workflow ?? name
    self.inputs = inputs
    self.estate = estate
    self.before = before
    self.work = work
  }

  package var description: String { name }

  /// What stands after `linkflow run` and `linkflow plan`.
  package var words: [String] {
    ["workflows/\(workflow).yaml", "--lab"] + inputs.flatMap { ["-i", $0] }
  }

  /// Carries the workflow through in a lab of its own, killed once where a point is given.
  package func carry(
    killedAt point: KillPoint? = nil,
    _ look: @escaping @Sendable (Rehearsal, Rehearsal.Passage) async throws -> Void
  ) async throws {
    try await Rehearsal.run(in: estate) { rehearsal in
      try await before(rehearsal)
      let passage = try await rehearsal.carry(["run"] + words, killedAt: point) { step in
        try await work(step, rehearsal)
      }
      try await look(rehearsal, passage)
    }
  }
}

extension Scenario {
  private static let sides = ["source=sql1", "target=mi1"]
  private static let link = sides + ["source_address=10.0.0.4"]

  package static let prepareEnvironment = Scenario(
    "prepare-environment",
    inputs: link + ["databases=Sales,Orders,Stock"],
    in: .unprepared,
    work: enableByHand
  )

  package static let createLink = Scenario(
    "create-link",
    inputs: link + ["databases=Sales,Orders,Stock"]
  )

  package static let plannedFailover = Scenario(
    "planned failover",
    workflow: "failover",
    inputs: sides + ["databases=Sales,Stock"],
    before: { try await $0.link(["Sales", "Stock"]) }
  )

  /// Three customers come that never reach the instance.
  package static let forcedFailover = Scenario(
    "forced failover",
    workflow: "failover",
    inputs: sides + ["databases=Sales", "kind=forced"],
    before: { rehearsal in
      try await rehearsal.link(["Sales"])
      try rehearsal.lab.estate.add(Fault(.lagReplication, match: "Sales"))
      try await rehearsal.execute(
        """
        INSERT INTO dbo.Customer VALUES (9001, N'a', N'Ulm', 1, '20260101'),
          (9002, N'b', N'Ulm', 1, '20260101'), (9003, N'c', N'Ulm', 1, '20260101')
        """,
        on: "SQL1",
        database: "Sales"
      )
    }
  )

  package static let dropLink = Scenario(
    "drop-link",
    inputs: sides + ["databases=Sales,Stock"],
    before: { try await $0.link(["Sales", "Stock"]) }
  )

  package static let rotateSAS = Scenario(
    "rotate-sas",
    inputs: [
      "workspace=synapse1", "landing=ledgerlanding", "link_connection=ledger-link",
      "container=landing",
    ],
    before: { _ = try $0.lab.estate.expireLandingZoneCredential(of: "ledger-link") }
  )

  package static let migrate = Scenario(
    "migrate",
    inputs: link + ["databases=Sales,Stock"],
    in: .unprepared,
    work: enableByHand
  )

  package static let all = [
    prepareEnvironment, createLink, plannedFailover, forcedFailover, dropLink, rotateSAS, migrate,
  ]

  @Sendable private static func enableByHand(
    _ step: StepAddress,
    _ rehearsal: Rehearsal
  ) async throws {
    // Both steps ask at the same time; one restart serves both.
    guard step.rawValue.hasSuffix("always_on") else { return }
    _ = try rehearsal.lab.estate.apply(
      ServerChange(isAlwaysOnEnabled: true, startupFlags: [1800, 9567], restarts: true),
      to: "SQL1"
    )
  }
}

extension Rehearsal {
  /// Links databases so that they can be failed over and back.
  fileprivate func link(_ databases: [String]) async throws {
    let outcome = try await program.run(
      ["run", "workflows/create-link.yaml", "--lab", "-i", "source=sql1", "-i", "target=mi1"]
        + ["-i", "source_address=10.0.0.4", "-i", "failover_mode=Manual"]
        + ["-i", "databases=\(databases.joined(separator: ","))"]
    )
    guard outcome.exitStatus == 0 else {
      throw Refusal(description: "\(outcome.output)\(outcome.errors)")
    }
  }
}
