import Secrets
import SQLServerClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A connection that cannot come about` {
  private func reason(_ target: SQLServerTarget) async -> NotConnectedReason? {
    do throws(SQLServerFailure) {
      await (try ODBCConnection.connect(to: target)).close()
      return nil
    } catch {
      guard case .notConnected(let reason) = error else { return nil }
      return reason
    }
  }

  @Test func `says when nothing listens`() async {
    // The discard port: reserved, and closed wherever these tests run.
    let reason = await reason(.scripted(port: 9, driver: .freeTDS))
    #expect(reason == .unreachable(detail: "Nothing listens at localhost, port 9."))
    #expect(reason?.remedy?.contains("firewall") == true)
  }

  @Test func `says when the name has no address`() async {
    var target = SQLServerTarget.scripted(port: 9, driver: .freeTDS, encryption: .required)
    target.server = "no-such-host.invalid"
    guard case .unreachable(let detail) = await reason(target) else {
      Issue.record("it should be unreachable")
      return
    }
    #expect(detail.hasPrefix("The name no-such-host.invalid has no address"))
  }

  @Test func `says which driver is missing and where to get it`() async throws {
    let driver = ODBCDriver(.microsoft, at: "/nowhere/libmsodbcsql.so")
    let found = try await serving(ScriptedServer()) { port in
      await reason(.scripted(port: port, driver: driver))
    }
    guard case .driverMissing("/nowhere/libmsodbcsql.so", let detail) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(detail.contains("file not found"))
    #expect(found?.remedy?.contains("Microsoft ODBC Driver 18") == true)
  }

  @Test func `says which registered name is missing`() async throws {
    let driver = ODBCDriver(.microsoft, at: "ODBC Driver 99 for SQL Server")
    let found = try await serving(ScriptedServer()) { port in
      await reason(.scripted(port: port, driver: driver))
    }
    guard case .driverMissing = found else {
      Issue.record("\(String(describing: found))")
      return
    }
  }
}
