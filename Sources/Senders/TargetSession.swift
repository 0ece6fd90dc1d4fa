import Connections
import Foundation
import Secrets
import SQLServerClient
import Synchronization
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// One attempt's way to its targets: SQL sessions opened at their first call, closed together.
final class TargetSession: SenderSession {
  let sender: TargetSender
  private let barrier: String?
  private let sessions = Mutex<[Place: any SQLServerConnection]>([:])

  /// A database on a connection: each is a SQL session of its own.
  private struct Place: Hashable {
    var connection: String
    var database: String
  }

  init(sender: TargetSender, barrier: String?) {
    self.sender = sender
    self.barrier = barrier
  }

  func send(_ call: Call) async throws(CallFailure) -> Answer {
    let target = try sender.target(named: call.connection)
    switch call.request {
    case .sql(let sql): return try await send(sql, to: target)
    case .rest(let rest): return try await send(rest, to: target)
    }
  }

  func close() async {
    let open = sessions.withLock { sessions in
      let open = Array(sessions.values)
      sessions = [:]
      return open
    }
    for session in open { await session.close() }
  }

  // T-SQL

  private func send(_ call: SQLCall, to target: Target) async throws(CallFailure) -> Answer {
    if barrier != nil {
      // The lock is taken in `master`, whatever database the statement itself runs in.
      _ = try await session(target, "master")
    }
    let session = try await session(target, call.database)
    var text = ""
    for part in call.parts {
      switch part {
      case .text(let piece): text += piece
      case .secretLiteral(let reference):
        let secret = try await sender.secret(reference)
        text += secret.withValue { TSQL.literal($0) }
      }
    }
    let binding = ParameterBinding(text, parameters: call.parameters)
    let reply = try await run(
      SQLRequest(binding.text, parameters: binding.cells),
      of: call,
      on: session,
      timeout: call.timeout
    )
    return .sql(resultSets: reply.resultSets.map(\.values))
  }

  private func run(
    _ request: SQLRequest,
    of call: SQLCall,
    purpose: String? = nil,
    on session: any SQLServerConnection,
    timeout: Duration
  ) async throws(CallFailure) -> SQLServerReply {
    let began = Date()
    do throws(SQLServerFailure) {
      let reply = try await session.run(request, timeout: timeout)
      WireTrace.current?.note(call, since: began, purpose: purpose, .success(reply))
      return reply
    } catch {
      WireTrace.current?.note(call, since: began, purpose: purpose, .failure(error))
      throw CallFailure(error, redaction: sender.redaction)
    }
  }

  private func session(
    _ target: Target,
    _ database: String
  ) async throws(CallFailure) -> any SQLServerConnection {
    let place = Place(connection: target.name, database: database)
    if let known = sessions.withLock({ $0[place] }) { return known }
    let session: ODBCConnection
    let server = try await server(target, database)
    do throws(SQLServerFailure) {
      session = try await ODBCConnection.connect(to: server)
    } catch {
      throw CallFailure(error, redaction: sender.redaction)
    }
    if let barrier, database == "master" {
      do throws(CallFailure) {
        try await take(barrier, on: session, target)
      } catch {
        await session.close()
        throw error
      }
    }
    sessions.withLock { $0[place] = session }
    return session
  }

  /// Waits until no earlier session holds the attempt's name: what that one sent has ended by then.
  ///
  /// A session-owned lock ends with its session ("sp_getapplock", Transact-SQL reference).
  private func take(
    _ barrier: String,
    on session: any SQLServerConnection,
    _ target: Target
  ) async throws(CallFailure) {
    let wait = 30
    let text = """
      DECLARE @result int;
      EXEC @result = sp_getapplock @Resource = ?, @LockMode = N'Exclusive', \
      @LockOwner = N'Session', @LockTimeout = \(wait * 1000);
      SELECT @result AS result;
      """
    let name = String(barrier.suffix(255))
    let reply = try await run(
      SQLRequest(text, parameters: [.text(name)]),
      of: SQLCall(text, parameters: [SQLCall.Parameter("1", .string(name))]),
      purpose: "take the barrier",
      on: session,
      timeout: .seconds(wait + 15)
    )
    let result = reply.resultSets.flatMap(\.values).first?["result"]?.int ?? -999
    guard result >= 0 else {
      throw CallFailure(
        .notSent,
        code: DiagnosticCode.targetBusy.id,
        message: """
          An earlier session of this step is still at work on '\(target.name)' \
          (sp_getapplock gave \(result) after \(wait) s).
          """,
        remedy: "Wait until it has ended, or end it on the server; its application is Linkflow."
      )
    }
  }

  private func server(
    _ target: Target,
    _ database: String
  ) async throws(CallFailure) -> SQLServerTarget {
    guard let settings = target.sql else { throw .wrongKind(target, "server") }
    guard let driver = ODBCDriver(named: settings.driver) else {
      throw .invalid(target, "'\(settings.driver)' names no ODBC driver.")
    }
    let credential: SQLServerTarget.Credential
    if let login = settings.login {
      let password = try await sender.secret(login.password)
      credential = .login(user: login.user, password: password)
    } else {
      credential = .accessToken(try await sender.sqlToken(for: target))
    }
    return SQLServerTarget(
      server: "\(settings.host),\(settings.port)",
      driver: driver,
      encryption: settings.encryption.client,
      caFile: settings.caFile,
      trustsServerCertificate: settings.trustsServerCertificate,
      credential: credential,
      database: database
    )
  }
}
