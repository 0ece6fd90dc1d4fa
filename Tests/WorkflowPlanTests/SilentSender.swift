import Synchronization
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A target that cannot be reached.
final class SilentSender: Sender {
  private let count = Mutex(0)

  var requests: Int { count.withLock { $0 } }

  func open(barrier: String?) -> any SenderSession { Session(sender: self) }
  func close() async {}

  private struct Session: SenderSession {
    var sender: SilentSender

    func send(_ call: Call) async throws(CallFailure) -> Answer {
      sender.count.withLock { $0 += 1 }
      throw CallFailure(
        .notSent,
        code: DiagnosticCode.connectionFailed.id,
        message: "No route to host."
      )
    }

    func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus {
      .unknown
    }

    func close() async {}
  }
}
