import LabEstate
import LabTDS
import NIOSSL
import Secrets
import Synchronization

@testable import SQLServerClient

/// A server on the real wire that answers each text with the pieces written down for it.
final class ScriptedServer: TSQLServer {
  struct Answer: Sendable {
    var pieces: [TSQLReply]
    /// After the pieces it waits until it is told to stop.
    var waits = false
    /// It does not even hear that it should stop, until the stream ends.
    var deafUntil: AsyncStream<Never>?
  }

  static let password = "Pw;1}{ ü"

  private struct State {
    var batches: [TSQLBatch] = []
    var logins: [TSQLLogin] = []
  }

  private let answers: [String: Answer]
  private let waitsForAnything: AsyncStream<Void>.Continuation?
  private let state = Mutex(State())

  init(_ answers: [String: Answer] = [:], began: AsyncStream<Void>.Continuation? = nil) {
    self.answers = answers
    waitsForAnything = began
  }

  var batches: [TSQLBatch] { state.withLock { $0.batches } }
  var logins: [TSQLLogin] { state.withLock { $0.logins } }

  func login(_ login: TSQLLogin) throws -> any TSQLSession {
    state.withLock { $0.logins.append(login) }
    let refused = TSQLMessage(18456, "Login failed for user '\(login.user)'.", severity: 14)
    guard login.password == Self.password else { throw TSQLLoginRefusal([refused]) }
    guard ["", "master"].contains(login.database) else {
      let text = "Cannot open database \"\(login.database)\" requested by the login."
      throw TSQLLoginRefusal([TSQLMessage(4060, text, severity: 11), refused])
    }
    return Session(server: self)
  }

  private struct Session: TSQLSession {
    let server: ScriptedServer
    let database = "master"
    let serverName = "SCRIPTED"

    func run(_ batch: TSQLBatch, reply: @Sendable (TSQLReply) async -> Void) async {
      let answer = server.state.withLock { state in
        state.batches.append(batch)
        return server.answers[batch.text] ?? ScriptedServer.echo(batch)
      }
      for piece in answer.pieces { await reply(piece) }
      if let end = answer.deafUntil { await Task { for await _ in end {} }.value }
      guard answer.waits else { return }
      server.waitsForAnything?.yield()
      let (never, continuation) = AsyncStream<Never>.makeStream()
      for await _ in never {}
      withExtendedLifetime(continuation) {}
    }

    func close() async {}
  }

  /// A batch with parameters gets them back as a row.
  private static func echo(_ batch: TSQLBatch) -> Answer {
    guard !batch.parameters.isEmpty else {
      return Answer(pieces: [
        .message(TSQLMessage(102, "Incorrect syntax near '\(batch.text)'.", severity: 15)),
        .done(count: nil),
      ])
    }
    return Answer(pieces: [
      .columns(batch.parameters.map { TSQLReply.Column($0.name, $0.type) }),
      .row(batch.parameters.map(\.value)),
      .done(count: 1),
    ])
  }
}

/// Serves `server` on loopback for the length of `body`, which gets the port.
func serving<Answer: Sendable>(
  _ server: ScriptedServer,
  encryption: TDSEncryption? = nil,
  _ body: @Sendable (Int) async throws -> Answer
) async throws -> Answer {
  let listener = try await TDSListener.bind(
    identity: TDSListener.Identity(
      serverName: "SCRIPTED",
      version: ProductVersion(major: 16, minor: 0, build: 4135),
      encryption: encryption
    ),
    server: server
  )
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await listener.run() }
    defer { group.cancelAll() }
    return try await body(listener.port)
  }
}

extension SQLServerTarget {
  /// The scripted server's own user, without encryption unless told otherwise.
  static func scripted(
    port: Int,
    driver: ODBCDriver,
    encryption: Encryption = .off,
    caFile: String? = nil,
    password: String = ScriptedServer.password,
    database: String = "master"
  ) -> SQLServerTarget {
    SQLServerTarget(
      server: "localhost,\(port)",
      driver: driver,
      encryption: encryption,
      caFile: caFile,
      credential: .login(user: "sa", password: Secret(password)),
      database: database,
      loginTimeout: .seconds(5)
    )
  }
}
