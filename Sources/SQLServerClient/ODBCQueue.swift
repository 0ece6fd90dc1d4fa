import Dispatch

/// A thread of its own for calls that block, so that none of them stalls the cooperative pool.
final class ODBCQueue: SerialExecutor {
  private let queue = DispatchQueue(label: "linkflow.odbc")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  /// Runs after all that is already queued; for what has no task to wait in.
  func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}
