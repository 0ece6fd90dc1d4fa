import Foundation
import Lab
import LabEstate
import LinkflowProgram
import Subprocess
import Testing

@Suite struct `A run of create-link` {
  /// Named places at which a lost outcome would do the most harm.
  private static let named = [
    // Between a T-SQL effect and its recorded outcome.
    KillPoint(.holdAfter, door: .sql, match: "BACKUP DATABASE"),
    KillPoint(.holdAfter, door: .sql, match: "CREATE MASTER KEY"),
    KillPoint(.holdAfter, door: .sql, match: "WITH SUBJECT"),
    KillPoint(.holdAfter, door: .sql, match: "CREATE ENDPOINT"),
    KillPoint(.holdAfter, door: .sql, match: "FOR DATABASE [", skip: 1),
    KillPoint(.holdAfter, door: .sql, match: "WITH (DISTRIBUTED)", skip: 2),
    KillPoint(.holdAfter, door: .sql, match: "BACKUP LOG", skip: 1),
    // Between the ARM call's effect and its recorded handle.
    KillPoint(.holdAfter, door: .rest, match: "PUT /subscriptions"),
    KillPoint(.holdAfter, door: .rest, match: "/distributedAvailabilityGroups/"),
    KillPoint(.holdBefore, door: .rest, match: "PUT /subscriptions", skip: 2),
  ]

  /// How many points are spread over the run beside the named ones; `make crash-matrix` asks for many.
  private static let spreadPoints = max(
    2,
    ProcessInfo.processInfo.environment["LINKFLOW_KILL_POINTS"].flatMap(Int.init) ?? 24
  )

  @Test(.timeLimit(.minutes(60)), .tags(.durability))
  func `killed at any point and resumed ends in the same world, nothing twice`() async throws {
    let (expected, requests) = try await Rehearsal.run { rehearsal in
      let far = 1_000_000
      let counter = try rehearsal.lab.estate.add(Fault(.holdBefore, skip: far))
      let outcome = try await rehearsal.create()
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      let left = try rehearsal.lab.estate.faults().first { $0.id == counter }?.skip ?? far
      return (try rehearsal.end(), far - left)
    }
    try #require(requests > 60, "\(requests) requests were counted")
    // Spread over the whole run, alternately before and after the request's effect.
    let count = Self.spreadPoints
    let spread = (0..<count).map { index in
      KillPoint(
        index.isMultiple(of: 2) ? .holdBefore : .holdAfter,
        skip: index * (requests - 2) / (count - 1)
      )
    }
    let points = Self.named + spread
    print("killing at \(points.count) points of a run of \(requests) requests")
    let killed = try await withThrowingTaskGroup(of: Bool.self) { group in
      var killed = 0
      for (index, point) in points.enumerated() {
        if index >= 3, try await group.next() == true { killed += 1 }
        group.addTask { try await Self.kill(at: point, expecting: expected) }
      }
      for try await wasKilled in group where wasKilled { killed += 1 }
      return killed
    }
    print("killed at \(killed) of them")
    // How often a run looks at a seeding varies, so that the last points may lie beyond its end.
    #expect(killed >= points.count * 9 / 10)
    #expect(killed >= 25)
  }

  /// False when the run ended before it came to the point.
  private static func kill(
    at point: KillPoint,
    expecting expected: Rehearsal.End
  ) async throws -> Bool {
    try await Rehearsal.run { rehearsal in
      let estate = rehearsal.lab.estate
      let fault = try estate.add(point.fault)
      let killed = try await rehearsal.program.runUntilKilled(Rehearsal.arguments) {
        try await estate.waitUntilHeld(by: fault)
      }
      try estate.removeAllFaults()
      let wasKilled = killed.status == .signaled(9)
      if !wasKilled {
        #expect(killed.exitStatus == 0, "\(point): \(killed.output)\(killed.errors)")
        let difference = try expected.difference(to: rehearsal.end())
        #expect(difference == [], "\(point): \(difference)")
        return false
      }
      let resumed = try await rehearsal.resume()
      #expect(resumed.exitStatus == 0, "\(point): \(resumed.output)\(resumed.errors)")
      let difference = try expected.difference(to: rehearsal.end())
      #expect(difference == [], "\(point): \(difference)")
      return true
    }
  }
}

extension Tag {
  @Tag static var durability: Self
}
