import Foundation
import Lab
import LabEstate
import LinkflowProgram
import Testing

@Suite struct `Each workflow` {
  /// How many points each is killed at; `make crash-matrix` asks for more.
  private static let points =
    ProcessInfo.processInfo.environment["LINKFLOW_WORKFLOW_KILL_POINTS"]
    .flatMap(Int.init) ?? 10

  @Test(.timeLimit(.minutes(30)), .tags(.durability), arguments: Scenario.all)
  func `killed at random points and resumed ends in the same world, nothing twice`(
    _ scenario: Scenario
  ) async throws {
    let (expected, requests) = try await Self.undisturbed(scenario)
    try #require(requests > 5, "\(requests) requests were counted")
    let seed =
      ProcessInfo.processInfo.environment["LINKFLOW_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 1...999_999)
    var chance = SeededChance(seed: seed)
    let points = (0..<Self.points).map { _ in
      // The last tenth may lie beyond the end of a run that looks less often.
      KillPoint(
        Bool.random(using: &chance) ? .holdBefore : .holdAfter,
        skip: Int.random(in: 0..<(requests * 9 / 10), using: &chance)
      )
    }
    print("\(scenario): \(requests) requests, killed at \(points.count) (LINKFLOW_SEED=\(seed))")
    let killed = try await withThrowingTaskGroup(of: Bool.self) { group in
      var killed = 0
      for (index, point) in points.enumerated() {
        if index >= 2, try await group.next() == true { killed += 1 }
        group.addTask { try await Self.kill(scenario, at: point, expecting: expected) }
      }
      for try await wasKilled in group where wasKilled { killed += 1 }
      return killed
    }
    #expect(killed >= Self.points * 8 / 10)
  }

  /// The end of a run that nobody disturbs, and how many requests it sent.
  private static func undisturbed(
    _ scenario: Scenario
  ) async throws -> (Rehearsal.End, requests: Int) {
    try await Rehearsal.run(in: scenario.estate) { rehearsal in
      try await scenario.before(rehearsal)
      let far = 1_000_000
      let counter = try rehearsal.lab.estate.add(Fault(.holdBefore, skip: far))
      let passage = try await rehearsal.carry(["run"] + scenario.words) { step in
        try await scenario.work(step, rehearsal)
      }
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let left = try rehearsal.lab.estate.faults().first { $0.id == counter }?.skip ?? far
      return (try rehearsal.end(), far - left)
    }
  }

  /// False when the run ended before it came to the point.
  private static func kill(
    _ scenario: Scenario,
    at point: KillPoint,
    expecting expected: Rehearsal.End
  ) async throws -> Bool {
    try await Rehearsal.run(in: scenario.estate) { rehearsal in
      try await scenario.before(rehearsal)
      let passage = try await rehearsal.carry(["run"] + scenario.words, killedAt: point) { step in
        try await scenario.work(step, rehearsal)
      }
      let outcome = passage.outcome
      #expect(outcome.exitStatus == 0, "\(scenario), \(point): \(outcome.output)\(outcome.errors)")
      let difference = try expected.difference(to: rehearsal.end())
      #expect(difference == [], "\(scenario), \(point): \(difference)")
      return passage.wasKilled
    }
  }
}

/// SplitMix64, so that a failing choice of points can be had again.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
