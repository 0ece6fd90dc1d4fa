import WorkflowDiagnostics
import WorkflowModel
package import WorkflowPlugin

/// Lets reads through to another sender, and refuses everything else before it reaches a target.
package struct ReadOnlySender: Sender {
  private let base: any Sender

  package init(_ base: any Sender) { self.base = base }

  /// Takes no barrier: that is a lock in the target, and only writes need one.
  package func open(barrier: String?) -> any SenderSession {
    ReadOnlySession(base: base.open(barrier: nil))
  }

  package func close() async { await base.close() }
}

private struct ReadOnlySession: SenderSession {
  var base: any SenderSession

  func send(_ call: Call) async throws(CallFailure) -> Answer {
    guard call.isReadable else {
      throw CallFailure(
        .notSent,
        code: DiagnosticCode.writeInPlan.id,
        message: """
          A plan only reads: '\(call.purpose)' on '\(call.connection)' was not sent.
          """,
        remedy: "Report it: the action declares a call as a read that changes something."
      )
    }
    return try await base.send(call)
  }

  func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus {
    try await base.poll(operation)
  }

  func close() async { await base.close() }
}

extension Call {
  /// Marked as a read, and by a method that changes nothing (RFC 9110, 9.2.1); some services read
  /// by POST, which the mark alone can tell.
  fileprivate var isReadable: Bool {
    guard access == .read else { return false }
    switch request {
    case .sql: return true
    case .rest(let call):
      switch call.method {
      case .get, .head, .post: return true
      case .put, .patch, .delete: return false
      }
    }
  }
}
