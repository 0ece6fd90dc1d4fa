package import LabEstate
import Synchronization

/// The T-SQL side of one server of the estate.
package final class TSQLInstance: TSQLServer {
  let estate: Estate
  /// The server's name in the estate.
  let server: String
  private let sessions = Mutex<[Int: SessionFacts]>([:])

  /// - Throws: `TSQLMessage` when the estate has no such server.
  package init(estate: Estate, server: String) throws {
    guard let found = try estate.world().server(named: server) else {
      throw TSQLMessage.lab("The estate has no server '\(server)'.")
    }
    self.estate = estate
    self.server = found.name
  }

  /// Checks name and password (18456), then the database (4060).
  package func login(_ login: TSQLLogin) throws -> any TSQLSession {
    let failed = TSQLMessage(18456, "Login failed for user '\(login.user)'.", severity: 14)
    guard let host = try estate.world().server(named: server) else {
      throw TSQLLoginRefusal([failed])
    }
    let known = host.logins.first { $0.name.isSameName(as: login.user) }
    guard let known, known.password == login.password else { throw TSQLLoginRefusal([failed]) }
    let wanted = login.database.isEmpty ? "master" : login.database
    guard let database = host.database(named: wanted), database.state == .online else {
      let refused = TSQLMessage(
        4060,
        "Cannot open database \"\(wanted)\" requested by the login. The login failed.",
        severity: 11
      )
      throw TSQLLoginRefusal([refused, failed])
    }
    let facts = SessionFacts(
      id: estate.locks.newSession(),
      login: login,
      database: database.name,
      serverStart: host.startedAt
    )
    endSessions(from: host.startedAt)
    note(facts)
    return LabSession(instance: self, serverName: host.serverName, facts: facts)
  }

  func note(_ facts: SessionFacts) {
    sessions.withLock { $0[facts.id] = facts }
  }

  /// Lets go of what sessions hold that a restart of the server has ended.
  private func endSessions(from start: EstateInstant) {
    let ended = sessions.withLock { sessions in
      let ended = sessions.values.filter { $0.serverStart != start }
      for facts in ended { sessions[facts.id] = nil }
      return ended
    }
    for facts in ended { estate.locks.releaseAll(of: facts.id) }
  }

  func forget(_ session: Int) {
    sessions.withLock { $0[session] = nil }
  }

  var allSessions: [SessionFacts] {
    sessions.withLock { $0.values.sorted { $0.id < $1.id } }
  }
}
