import Lab
import LabEstate
import LinkflowProgram
import Testing

@Suite struct `Create-link under a fault` {
  /// Faults that the run must get through by itself.
  private static let passing = [
    Fault(.dropBefore, door: .sql, match: "CREATE AVAILABILITY GROUP"),
    Fault(.dropBefore, door: .sql, match: "BACKUP DATABASE", skip: 1),
    Fault(.dropAfter, door: .sql, match: "CREATE AVAILABILITY GROUP"),
    Fault(.dropAfter, door: .sql, match: "CREATE CERTIFICATE"),
    Fault(.dropAfter, door: .sql, match: "BACKUP LOG"),
    Fault(.status429, door: .rest, match: "PUT /subscriptions", retryAfter: 1),
    Fault(.status429, door: .rest, match: "GET /subscriptions", skip: 1, count: 2, retryAfter: 1),
    Fault(.status500AfterEffect, door: .rest, match: "PUT /subscriptions"),
    Fault(.status500AfterEffect, door: .rest, match: "PUT /subscriptions", skip: 2),
    Fault(.dropAfter, door: .rest, match: "PUT /subscriptions", skip: 1),
  ]

  @Test(.timeLimit(.minutes(15)))
  func `ends well when a connection or an answer is lost, or the target throttles`() async throws {
    let expected = try await Rehearsal.run { rehearsal in
      let outcome = try await rehearsal.create()
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      return try rehearsal.end()
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, fault) in Self.passing.enumerated() {
        if index >= 3 { try await group.next() }
        group.addTask {
          try await Rehearsal.run { rehearsal in
            let id = try rehearsal.lab.estate.add(fault)
            let outcome = try await rehearsal.create()
            #expect(outcome.exitStatus == 0, "\(fault): \(outcome.output)\(outcome.errors)")
            let left = try rehearsal.lab.estate.faults().first { $0.id == id }?.count ?? 0
            #expect(left == 0, "\(fault) never happened")
            let end = try rehearsal.end()
            #expect(end.effects == expected.effects, "\(fault)")
            #expect(end.world == expected.world, "\(fault)")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `stops for a person when a seeding fails, says what to do, and goes on`() async throws {
    try await Rehearsal.run { rehearsal in
      _ = try rehearsal.lab.estate.add(Fault(.seedingFails, match: "Orders"))
      let outcome = try await rehearsal.create()
      #expect(outcome.exitStatus == 3, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.errors.contains("links[Orders]"))
      #expect(outcome.errors.contains("az sql mi link delete"))
      #expect(outcome.errors.contains("linkflow resume create-link-"))
      // The other databases went on to their end.
      let links = try rehearsal.lab.estate.world().server(named: "mi1")?.instance?.links ?? []
      #expect(links.map(\.name).sorted() == ["DAG_Orders", "DAG_Sales", "DAG_Stock"])
      // What the message asks a person to do.
      _ = try rehearsal.lab.estate.deleteLink("DAG_Orders", on: "mi1")
      let resumed = try await rehearsal.resume()
      #expect(resumed.exitStatus == 0, "\(resumed.output)\(resumed.errors)")
      let status = try await rehearsal.program.run(["status"])
      #expect(status.output.contains("succeeded"))
    }
  }
}
