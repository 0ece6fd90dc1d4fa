import Synchronization

/// A person's wish that a run stop after what is in flight: the first Ctrl-C.
package final class Interruption: Sendable {
  private struct State {
    var isRequested = false
    var listener: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  package init() {}

  package var isRequested: Bool { state.withLock(\.isRequested) }

  package func request() {
    let listener = state.withLock { state in
      state.isRequested = true
      return state.listener
    }
    listener?()
  }

  /// Calls `listener` at the request; at once when it was made before.
  func listen(_ listener: @escaping @Sendable () -> Void) {
    let isRequested = state.withLock { state in
      state.listener = listener
      return state.isRequested
    }
    if isRequested { listener() }
  }
}
