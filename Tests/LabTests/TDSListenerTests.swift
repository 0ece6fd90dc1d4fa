import LabEstate
import LabTDS
import Testing

/// Clients that only knock, and doors that close in their face.
@Suite(.timeLimit(.minutes(1)))
struct `A TDS listener` {
  @Test(arguments: 0..<10)
  func `closes with connections that it has not yet served`(_ round: Int) async throws {
    let listener = try await TDSListener.bind(
      identity: TDSListener.Identity(
        serverName: "LAB",
        version: ProductVersion(major: 16, minor: 0, build: 0),
        encryption: nil
      ),
      server: TDSScriptedServer()
    )
    let knocks = try (0..<20).map { _ in try TDSKnock(port: listener.port) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await listener.run() }
      for _ in 0..<round { await Task.yield() }
      group.cancelAll()
    }
    for knock in knocks { #expect(knock.sawEnd()) }
  }
}
