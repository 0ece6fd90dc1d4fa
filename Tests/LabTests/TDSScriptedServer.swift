import LabEstate
import Synchronization

/// A server that answers each text with the pieces written down for it, and notes what it was asked.
final class TDSScriptedServer: TSQLServer {
  struct Answer: Sendable {
    var pieces: [TSQLReply]
    /// After the pieces it waits until it is cancelled.
    var waits = false
  }

  private struct State {
    var batches: [TSQLBatch] = []
    var logins: [TSQLLogin] = []
    var openSessions = 0
  }

  private let answers: [String: Answer]
  private let state = Mutex(State())

  init(_ answers: [String: Answer] = [:]) { self.answers = answers }

  var batches: [TSQLBatch] { state.withLock { $0.batches } }
  var logins: [TSQLLogin] { state.withLock { $0.logins } }
  var openSessions: Int { state.withLock { $0.openSessions } }

  func login(_ login: TSQLLogin) throws -> any TSQLSession {
    guard login.password == "Pw1" else {
      throw TSQLLoginRefusal([
        TSQLMessage(18456, "Login failed for user '\(login.user)'.", severity: 14)
      ])
    }
    state.withLock { state in
      state.logins.append(login)
      state.openSessions += 1
    }
    return Session(server: self, database: login.database.isEmpty ? "master" : login.database)
  }

  private struct Session: TSQLSession {
    let server: TDSScriptedServer
    let database: String
    let serverName = "LAB"

    func run(_ batch: TSQLBatch, reply: @Sendable (TSQLReply) async -> Void) async {
      let answer = server.state.withLock { state in
        state.batches.append(batch)
        return server.answers[batch.text]
      }
      guard let answer else {
        await reply(.message(TSQLMessage(2812, "Could not find '\(batch.text)'.", state: 62)))
        await reply(.done(count: nil))
        return
      }
      for piece in answer.pieces { await reply(piece) }
      guard answer.waits else { return }
      let (never, continuation) = AsyncStream<Never>.makeStream()
      for await _ in never {}
      withExtendedLifetime(continuation) {}
    }

    func close() async { server.state.withLock { $0.openSessions -= 1 } }
  }
}
