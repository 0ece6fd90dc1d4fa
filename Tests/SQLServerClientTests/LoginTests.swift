import LabEstate
import Secrets
import SQLServerClient
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1))) struct `A login` {
  @Test(arguments: InstalledDrivers.all)
  func `carries user, password, database and application unharmed`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer()
    try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      await connection.close()
    }
    let login = try #require(server.logins.first)
    #expect(login.user == "sa")
    #expect(login.password == ScriptedServer.password)
    #expect(login.database == "master")
    #expect(login.application == "Linkflow")
  }

  @Test(arguments: InstalledDrivers.all)
  func `with a wrong password is refused with the server's number`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer()
    let failure = try await serving(server) { port in
      await #expect(throws: SQLServerFailure.self) {
        try await ODBCConnection.connect(
          to: .scripted(port: port, driver: driver, password: "wrong")
        )
      }
    }
    guard case .notConnected(.loginRefused(let errors)) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(errors.map(\.number) == [18456])
    #expect(server.logins.count == 1)
  }

  @Test(arguments: InstalledDrivers.all)
  func `to an unknown database names it`(_ driver: ODBCDriver) async throws {
    let failure = try await serving(ScriptedServer()) { port in
      await #expect(throws: SQLServerFailure.self) {
        try await ODBCConnection.connect(
          to: .scripted(port: port, driver: driver, database: "Nowhere")
        )
      }
    }
    guard case .notConnected(.unknownDatabase("Nowhere", let errors)) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(Set(errors.map(\.number)) == [4060, 18456])
  }

  @Test(arguments: InstalledDrivers.all)
  func `that demands encryption fails where the server has none`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer()
    let authority = TestAuthority.shared
    let failure = try await serving(server) { port in
      await #expect(throws: SQLServerFailure.self) {
        try await ODBCConnection.connect(
          to: .scripted(
            port: port,
            driver: driver,
            encryption: .required,
            caFile: authority.caFile
          )
        )
      }
    }
    guard case .notConnected(.encryption) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(server.logins.isEmpty)
  }

  @Test(arguments: InstalledDrivers.all)
  func `is encrypted when the CA file holds the certificate's issuer`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer()
    let authority = TestAuthority.shared
    try await serving(server, encryption: authority.encryption()) { port in
      let connection = try await ODBCConnection.connect(
        to: .scripted(
          port: port,
          driver: driver,
          encryption: .required,
          caFile: authority.caFile
        )
      )
      await connection.close()
    }
    #expect(server.logins.map(\.password) == [ScriptedServer.password])
  }

  @Test(arguments: InstalledDrivers.all)
  func `sends nothing to a server whose certificate another issuer signed`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer()
    let stranger = try TestAuthority()
    defer { stranger.remove() }
    let failure = try await serving(server, encryption: stranger.encryption()) { port in
      await #expect(throws: SQLServerFailure.self) {
        try await ODBCConnection.connect(
          to: .scripted(
            port: port,
            driver: driver,
            encryption: .required,
            caFile: TestAuthority.shared.caFile
          )
        )
      }
    }
    guard case .notConnected(.encryption) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(server.logins.isEmpty)
  }
}
