import LabEstate
import Testing

@testable import SQLServerClient

@Suite(.timeLimit(.minutes(1))) struct `An interrupted request` {
  static let stuck = ScriptedServer.Answer(pieces: [], waits: true)
  static let trickling = ScriptedServer.Answer(
    pieces: [.columns([TSQLReply.Column("a", .int)]), .row([.int(1)])],
    waits: true
  )

  @Test(arguments: InstalledDrivers.all, [stuck, trickling])
  func `ends at its deadline, before or among its rows`(
    _ driver: ODBCDriver,
    _ answer: ScriptedServer.Answer
  ) async throws {
    let limit = Duration.milliseconds(300)
    try await serving(ScriptedServer(["wait": answer])) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      await #expect(throws: SQLServerFailure.timedOut(after: limit)) {
        try await connection.run(SQLRequest("wait"), timeout: limit)
      }
      await #expect(throws: SQLServerFailure.notConnected(.closed)) {
        try await connection.run(SQLRequest("wait"), timeout: limit)
      }
    }
  }

  @Test(arguments: InstalledDrivers.all, [stuck, trickling])
  func `ends when its task is cancelled`(
    _ driver: ODBCDriver,
    _ answer: ScriptedServer.Answer
  ) async throws {
    let (began, continuation) = AsyncStream<Void>.makeStream()
    try await serving(ScriptedServer(["wait": answer], began: continuation)) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let failure = await withTaskGroup(of: SQLServerFailure?.self) { group in
        group.addTask {
          do throws(SQLServerFailure) {
            _ = try await connection.run(SQLRequest("wait"), timeout: .seconds(30))
            return nil
          } catch {
            return error
          }
        }
        for await _ in began { break }
        group.cancelAll()
        return await group.next() ?? nil
      }
      #expect(failure == .cancelled)
    }
  }

  @Test(arguments: InstalledDrivers.all)
  func `is left behind when the server does not even hear the cancel`(
    _ driver: ODBCDriver
  ) async throws {
    let (end, continuation) = AsyncStream<Never>.makeStream()
    let limit = Duration.milliseconds(100)
    let deaf = ScriptedServer.Answer(pieces: [], deafUntil: end)
    try await serving(ScriptedServer(["wait": deaf])) { port in
      defer { continuation.finish() }
      let connection = try await ODBCConnection.connect(
        to: .scripted(port: port, driver: driver),
        patience: .milliseconds(200)
      )
      await #expect(throws: SQLServerFailure.timedOut(after: limit)) {
        try await connection.run(SQLRequest("wait"), timeout: limit)
      }
      await #expect(throws: SQLServerFailure.notConnected(.closed)) {
        try await connection.run(SQLRequest("wait"), timeout: limit)
      }
      await connection.close()
    }
  }
}
