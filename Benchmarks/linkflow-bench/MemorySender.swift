import Synchronization
import WorkflowModel
import WorkflowPlugin

/// A target in memory that answers at once: a set of names, asked and changed by calls.
final class MemorySender: Sender {
  private struct State {
    var names: Set<String> = []
    var writes = 0
  }

  private let state = Mutex(State())
  private let beforeWrite: @Sendable (_ number: Int) -> Void

  /// Calls `beforeWrite` where the body of a step begins: its probe has been answered, and its
  /// write is about to take effect.
  init(beforeWrite: @escaping @Sendable (_ number: Int) -> Void = { _ in }) {
    self.beforeWrite = beforeWrite
  }

  /// How many writes have taken effect.
  var writes: Int { state.withLock(\.writes) }

  func open(barrier: String?) -> any SenderSession { Session(sender: self) }

  func close() async {}

  private struct Session: SenderSession {
    let sender: MemorySender

    func send(_ call: Call) async throws(CallFailure) -> Answer { sender.answer(call) }

    func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus {
      .unknown
    }

    func close() async {}
  }

  private func answer(_ call: Call) -> Answer {
    guard case .sql(let statement) = call.request, let name = statement.parameters.first?.value
    else {
      preconditionFailure("a call of a benchmark is a statement with one parameter")
    }
    if call.access == .write {
      beforeWrite(writes + 1)
      state.withLock { state in
        state.names.insert(name.description)
        state.writes += 1
      }
      return .sql(resultSets: [])
    }
    let isThere = state.withLock { $0.names.contains(name.description) }
    return .sql(resultSets: [[["is_there": .bool(isThere)]]])
  }
}
