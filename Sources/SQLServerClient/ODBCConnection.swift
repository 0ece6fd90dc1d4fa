import CODBC
import Dispatch
import Secrets
import Synchronization

/// A session through the driver manager, on a thread of its own: every ODBC call blocks.
///
/// Autocommit stays on. A batch that needs a transaction says so in T-SQL, with
/// `SET XACT_ABORT ON`, since the two drivers end an open one differently.
package actor ODBCConnection: SQLServerConnection {
  private let queue = ODBCQueue()
  private let patience: Duration
  /// A call that nobody waits for any more still holds the thread.
  private let isAbandoned = Atomic(false)
  private var handle: ODBCHandle?
  private var family = ODBCDriver.Family.microsoft
  /// Nothing is sent any more after a lost or interrupted answer.
  private var isSpent = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    queue.asUnownedSerialExecutor()
  }

  private init(patience: Duration) { self.patience = patience }

  deinit {
    guard let handle else { return }
    queue.async { Self.disconnect(handle) }
  }

  /// Logs in; a target that would be unsafe or ignored by its driver is refused without a packet.
  package static func connect(
    to target: SQLServerTarget
  ) async throws(SQLServerFailure) -> ODBCConnection {
    try await connect(to: target, patience: .seconds(5))
  }

  static func connect(
    to target: SQLServerTarget,
    patience: Duration
  ) async throws(SQLServerFailure) -> ODBCConnection {
    let address = try target.checkedAddress()
    let connection = ODBCConnection(patience: patience)
    let landing = Landing<Void>()
    // Bare, as its caller may leave before a login that cannot be cancelled has ended.
    Task { landing.land(await connection.open(target, at: address)) }
    let outcome = await withTaskCancellationHandler {
      await landing.outcome()
    } onCancel: {
      landing.land(.failure(.cancelled))
    }
    try outcome.get()
    return connection
  }

  package nonisolated func run(
    _ request: SQLRequest,
    timeout: Duration
  ) async throws(SQLServerFailure) -> SQLServerReply {
    guard !isAbandoned.load(ordering: .relaxed) else { throw .notConnected(.closed) }
    let landing = Landing<SQLServerReply>()
    let interruption = ODBCInterruption(patience: patience) { cause in
      // Before the landing, so that whoever it wakes finds the connection closed.
      self.isAbandoned.store(true, ordering: .relaxed)
      landing.land(.failure(cause))
    }
    // Bare, as its caller may leave it behind: a driver waits minutes for a network that is gone.
    Task { landing.land(await self.execute(request, timeout, interruption)) }
    let alarm = interruption.stop(.timedOut(after: timeout), after: timeout)
    defer { alarm.cancel() }
    let outcome = await withTaskCancellationHandler {
      await landing.outcome()
    } onCancel: {
      interruption.stop(.cancelled)
    }
    return try outcome.get()
  }

  /// Waits for a running request first; cancel its task to end it sooner.
  package nonisolated func close() async {
    // The session ends with the call that holds its thread.
    guard !isAbandoned.load(ordering: .relaxed) else { return }
    await disconnect()
  }

  private func open(
    _ target: SQLServerTarget,
    at address: SQLServerAddress
  ) -> Result<Void, SQLServerFailure> {
    do throws(SQLServerFailure) {
      (handle, family) = try ODBCLogin(target: target, address: address).connect()
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func execute(
    _ request: SQLRequest,
    _ timeout: Duration,
    _ interruption: ODBCInterruption
  ) -> Result<SQLServerReply, SQLServerFailure> {
    guard let handle, !isSpent else { return .failure(.notConnected(.closed)) }
    guard let statement = ODBCHandle(SQL_HANDLE_STMT, of: handle) else {
      isSpent = true
      return .failure(.notConnected(.closed))
    }
    defer { statement.free(SQL_HANDLE_STMT) }
    do throws(SQLServerFailure) {
      var execution = ODBCStatement(statement, family)
      return .success(
        try execution.run(request, timeout: timeout, interruption: interruption)
      )
    } catch {
      if case .refused = error { return .failure(error) }
      // What an interrupted session still holds is not known either.
      isSpent = true
      return .failure(error)
    }
  }

  private func disconnect() {
    guard let handle else { return }
    self.handle = nil
    Self.disconnect(handle)
  }

  private static func disconnect(_ handle: ODBCHandle) {
    SQLDisconnect(handle.raw)
    handle.free(SQL_HANDLE_DBC)
  }
}
