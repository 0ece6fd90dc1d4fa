import Lab
import LabEstate
import LabTSQL
import Synchronization

extension Rehearsal {
  /// A statement that the lab refused.
  package struct Refusal: Error, CustomStringConvertible {
    package var description: String
  }

  /// Writes as an application does, through the server's own T-SQL.
  package func execute(_ statement: String, on server: String, database: String) async throws {
    let login = TSQLLogin(
      user: "sa",
      password: try lab.password(of: server.lowercased()),
      database: database,
      application: "application",
      host: "elsewhere"
    )
    let session = try TSQLInstance(estate: lab.estate, server: server).login(login)
    let errors = Mutex<[String]>([])
    await session.run(TSQLBatch(statement)) { reply in
      guard case .message(let message) = reply, message.severity > 10 else { return }
      errors.withLock { $0.append("\(message.number): \(message.text)") }
    }
    let found = errors.withLock { $0 }
    guard found.isEmpty else { throw Refusal(description: found.joined(separator: "; ")) }
  }

  /// How many rows each table of a database has, by name.
  package func rows(of database: String, on server: String) throws -> [String: Int] {
    let found = try lab.estate.worldSummary().servers.first { $0.name == server }?
      .databases.first { $0.name == database }
    return Dictionary(uniqueKeysWithValues: (found?.tables ?? []).map { ($0.name, $0.rows) })
  }
}
