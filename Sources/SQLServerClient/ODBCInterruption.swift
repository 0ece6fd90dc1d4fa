import CODBC
import Dispatch
import Synchronization

/// Stops one running statement from another thread.
///
/// `SQLCancel` may wait for the running call (Microsoft's driver holds its lock while it waits for
/// the server to acknowledge an earlier cancel), so it has a thread of its own.
final class ODBCInterruption: Sendable {
  private let cause = Mutex<SQLServerFailure?>(nil)
  /// Locked over `SQLCancel` and over letting go, so that the handle is not freed under the call;
  /// not over the execution.
  private let statement = Mutex<ODBCHandle?>(nil)
  private let queue = DispatchQueue(label: "linkflow.odbc.cancel")
  private let patience: Duration
  private let giveUp: @Sendable (SQLServerFailure) -> Void

  /// - Parameters:
  ///   - patience: How long a server that was told to stop may take to say so.
  ///   - giveUp: Called when it took longer, as one that a lost network keeps silent does.
  init(patience: Duration, giveUp: @escaping @Sendable (SQLServerFailure) -> Void) {
    self.patience = patience
    self.giveUp = giveUp
  }

  /// Stops the statement when its time is up, unless the returned item is cancelled.
  func stop(_ cause: SQLServerFailure, after limit: Duration) -> DispatchWorkItem {
    let alarm = DispatchWorkItem { [self] in stop(cause) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit.timeInterval, execute: alarm)
    return alarm
  }

  /// Makes `cause` the outcome, unless the answer was already read to its end; never waits.
  func stop(_ cause: SQLServerFailure) {
    let isFirst = self.cause.withLock { known in
      defer { known = known ?? cause }
      return known == nil
    }
    guard isFirst else { return }
    queue.async { [self] in cancel() }
    // A cancel that comes just before the driver begins is lost; by now it has begun.
    queue.asyncAfter(deadline: .now() + 0.25) { [self] in cancel() }
    DispatchQueue.global().asyncAfter(deadline: .now() + patience.timeInterval) { [self] in
      giveUp(cause)
    }
  }

  /// Says false when it was stopped before it began.
  func begin(_ handle: ODBCHandle) -> Bool {
    statement.withLock { $0 = handle }
    return cause.withLock { $0 == nil }
  }

  /// Lets go of the statement and returns why it was stopped, if it was.
  func end() -> SQLServerFailure? {
    statement.withLock { $0 = nil }
    return cause.withLock { $0 }
  }

  private func cancel() {
    statement.withLock { handle in
      if let handle { _ = SQLCancel(handle.raw) }
    }
  }
}

extension Duration {
  fileprivate var timeInterval: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
