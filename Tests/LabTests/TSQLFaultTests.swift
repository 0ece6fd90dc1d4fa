import LabEstate
import LabTSQL
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A scripted fault` {
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    estate = try Estate.temporary(clock: ManualEstateClock().clock)
    sql = try TSQLConversation(estate)
  }

  private static let key = "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'"

  @Test func `loses the connection before a statement takes effect`() async throws {
    try estate.add(Fault(.dropBefore, door: .sql, match: "master key"))
    let answer = await sql.ask(Self.key)
    #expect(answer.pieces == [.connectionLost])
    #expect(try estate.effects() == [])
    #expect(await sql.ask(Self.key).errors == [])
  }

  @Test func `loses the connection after a statement took effect`() async throws {
    try estate.add(Fault(.dropAfter, door: .sql, server: "SQL1", match: "master key"))
    #expect(await sql.ask(Self.key).pieces == [.connectionLost])
    #expect(try estate.effects().map(\.kind) == ["create_master_key"])
    #expect(await sql.ask(Self.key).errorNumbers == [15578])
  }

  @Test func `strikes the n-th request of any text, as often as it says`() async throws {
    try estate.add(Fault(.dropBefore, door: .sql, skip: 2, count: 2))
    var lost: [Bool] = []
    for _ in 0..<6 { lost.append(await sql.ask("SELECT 1").isLost) }
    #expect(lost == [false, false, true, true, false, false])
  }

  @Test func `leaves other doors and servers alone`() async throws {
    try estate.add(Fault(.dropBefore, door: .rest))
    try estate.add(Fault(.dropBefore, door: .any, server: "mi1"))
    #expect(await sql.ask("SELECT 1").value == .int(1))
  }

  @Test(arguments: [Fault.Kind.holdBefore, .holdAfter])
  func `holds a request until it is removed`(_ kind: Fault.Kind) async throws {
    let fault = try estate.add(Fault(kind, door: .sql))
    async let answer = sql.ask(Self.key)
    try await estate.waitUntilHeld(by: fault)
    #expect(try estate.effects().count == (kind == .holdAfter ? 1 : 0))
    #expect(try estate.faults().first?.held == 1)
    try estate.removeFault(fault)
    #expect(await answer.errors == [])
    #expect(try estate.effects().count == 1)
  }

  @Test func `forgets a held request whose connection closes`() async throws {
    let fault = try estate.add(Fault(.holdBefore, door: .sql))
    try await withThrowingTaskGroup { group in
      group.addTask { #expect(await sql.ask(Self.key).isLost) }
      try await estate.waitUntilHeld(by: fault)
      group.cancelAll()
      try await group.waitForAll()
    }
    #expect(try estate.effects() == [])
    #expect(try estate.faults().first?.held == 0)
  }

  @Test func `answers a request with a status`() async throws {
    try estate.add(Fault(.status429, door: .rest, match: "PUT /x", retryAfter: 7))
    try estate.add(Fault(.status500AfterEffect, door: .rest, match: "PUT /y"))
    let first = try await estate.faultBefore(door: .rest, server: "mi1", text: "PUT /x/1")
    #expect(first.action == .status(429, retryAfter: 7))
    let second = try await estate.faultBefore(door: .rest, server: "mi1", text: "PUT /y")
    #expect(second.action == .proceed)
    #expect(try await estate.faultAfter(second) == .status(500, retryAfter: nil))
  }
}
