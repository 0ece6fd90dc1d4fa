import Synchronization

/// The application locks of sessions (`sp_getapplock` with session owner, mode Exclusive).
///
/// They live with the process: a session cannot outlast it.
package final class SessionLocks: Sendable {
  /// What `sp_getapplock` returns.
  package enum Outcome: Int32, Sendable {
    case granted = 0
    case grantedAfterWaiting = 1
    case timedOut = -1
    case cancelled = -2
  }

  private struct Holding { var session: Int, count: Int }

  private let holdings = Mutex<[String: Holding]>([:])
  // Ids up to 50 belong to the engine's own sessions.
  private let lastSession = Mutex(50)

  /// A session id that no other session of the process has.
  package func newSession() -> Int {
    lastSession.withLock { last in
      last += 1
      return last
    }
  }

  /// Waits until the lock is free, at most the given time; nil waits for ever.
  package func acquire(
    _ resource: String,
    for session: Int,
    timeout: Duration?
  ) async -> Outcome {
    if take(resource, for: session) { return .granted }
    let start = ContinuousClock.now
    while true {
      if let timeout, start.duration(to: .now) >= timeout { return .timedOut }
      do { try await Task.sleep(for: .milliseconds(5)) } catch { return .cancelled }
      if take(resource, for: session) { return .grantedAfterWaiting }
    }
  }

  /// False when the session does not hold the lock.
  package func release(_ resource: String, by session: Int) -> Bool {
    holdings.withLock { holdings in
      guard var holding = holdings[resource], holding.session == session else { return false }
      holding.count -= 1
      holdings[resource] = holding.count == 0 ? nil : holding
      return true
    }
  }

  package func releaseAll(of session: Int) {
    holdings.withLock { holdings in
      holdings = holdings.filter { $0.value.session != session }
    }
  }

  private func take(_ resource: String, for session: Int) -> Bool {
    holdings.withLock { holdings in
      guard var holding = holdings[resource] else {
        holdings[resource] = Holding(session: session, count: 1)
        return true
      }
      guard holding.session == session else { return false }
      holding.count += 1
      holdings[resource] = holding
      return true
    }
  }
}
