import Testing
import WorkflowModel

@Suite struct `A duration` {
  @Test(
    arguments: [
      ("15m", 900_000), ("6d", 518_400_000), ("1d12h", 129_600_000), ("2m30s", 150_000),
      ("250ms", 250), ("1h1ms", 3_600_001), ("0s", 0),
    ] as [(String, Int64)]
  )
  func `is read from its words and written back`(_ words: String, _ milliseconds: Int64) throws {
    let duration = try #require(Duration(words: words))
    #expect(duration.milliseconds == milliseconds)
    #expect(duration.words == words)
  }

  @Test(arguments: [
    "", "5", "m", "5x", "5m5", "1m1h", "5m5m", "-5m", "1.5h", " 5m", "5 m", "٥m", "5M",
    "999999999999999999d", "106751991167d2562047788015h9223372036854775807ms",
    "9223372036854775808ms",
  ])
  func `is not read from anything else`(_ words: String) {
    #expect(Duration(words: words) == nil)
  }

  @Test func `moves an instant`() {
    let instant = Instant(millisecondsSince1970: 1_000)
    #expect((instant + .seconds(2)) - instant == .seconds(2))
    #expect(instant < instant + .milliseconds(1))
    #expect(Instant(millisecondsSince1970: 0).description == "1970-01-01T00:00:00Z")
  }
}

@Suite struct `A retry's delay` {
  private let policy = RetryPolicy(
    initial: .seconds(5),
    factor: 2,
    max: .seconds(60),
    jitter: 0.5
  )

  @Test(arguments: [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60), (1000, 60)])
  func `grows to its bound`(_ attempt: Int, _ seconds: Int) {
    #expect(policy.delay(after: attempt, chance: 0.5) == .seconds(seconds))
  }

  @Test func `is moved by chance within its jitter`() {
    #expect(policy.delay(after: 1, chance: 0) == .milliseconds(2500))
    #expect(policy.delay(after: 1, chance: 1) == .milliseconds(7500))
  }
}
