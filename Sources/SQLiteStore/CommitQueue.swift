import Synchronization
package import WorkflowStore

/// Lets writes that are ready together share one synced transaction.
///
/// Whoever comes first writes at once. Whoever comes meanwhile waits, without holding a thread, and
/// the first of them then writes for all.
package final class CommitQueue<Write: Sendable>: Sendable {
  private struct State {
    var isWriting = false
    var waiting: [Waiting] = []
  }

  private struct Waiting {
    var write: Write
    var continuation: CheckedContinuation<Turn, Never>
  }

  private enum Turn {
    /// To write, for all that wait by then.
    case mine
    /// Somebody wrote it.
    case over(StoreFailure?)
  }

  private let state = Mutex(State())
  private let perform: @Sendable ([Write]) throws(StoreFailure) -> Void

  /// `perform` does the given writes in one transaction, in order: all of them or none.
  package init(perform: @escaping @Sendable ([Write]) throws(StoreFailure) -> Void) {
    self.perform = perform
  }

  /// How many wait for the one who writes.
  package var waiting: Int { state.withLock(\.waiting.count) }

  /// Returns when `write` is on disk; a neighbour's failure is the neighbour's alone.
  package func commit(_ write: Write) async throws(StoreFailure) {
    let turn = await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.isWriting {
          state.waiting.append(Waiting(write: write, continuation: continuation))
          return false
        }
        state.isWriting = true
        return true
      }
      if isFree { continuation.resume(returning: Turn.mine) }
    }
    let failure: StoreFailure? =
      switch turn {
      case .mine: lead(write)
      case .over(let failure): failure
      }
    if let failure { throw failure }
  }

  private func lead(_ write: Write) -> StoreFailure? {
    let others = state.withLock { state in
      let others = state.waiting
      state.waiting = []
      return others
    }
    let failures = failures(of: [write] + others.map(\.write))
    let next = state.withLock { state in
      if state.waiting.isEmpty {
        state.isWriting = false
        return nil as Waiting?
      }
      return state.waiting.removeFirst()
    }
    next?.continuation.resume(returning: .mine)
    for (other, failure) in zip(others, failures.dropFirst()) {
      other.continuation.resume(returning: .over(failure))
    }
    return failures[0]
  }

  /// What became of each: together, or when that fails, each by itself.
  private func failures(of writes: [Write]) -> [StoreFailure?] {
    if let failure = failure(of: writes) {
      return writes.count == 1 ? [failure] : writes.map { self.failure(of: [$0]) }
    }
    return writes.map { _ in nil }
  }

  private func failure(of writes: [Write]) -> StoreFailure? {
    do throws(StoreFailure) {
      try perform(writes)
      return nil
    } catch {
      return error
    }
  }
}
