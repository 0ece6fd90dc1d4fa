import Synchronization

/// Stands between the task that reads the socket and the one that answers, one request at a time.
///
/// An attention interrupts the request that is not yet answered; where there is none it is a request
/// of its own. Which of both is decided under one lock, so that each is answered exactly once.
final class RequestInbox: Sendable {
  /// A client sends nothing but attentions before it has its reply (without MARS).
  private static let mostOpen = 4

  private struct State {
    /// Requests received and not yet answered.
    var open = 0
    var attentions = 0
    var interruption: AsyncStream<Never>.Continuation?
    var isClosed = false
  }

  /// Each request in its turn; ends when the connection does.
  let messages: AsyncStream<TDSMessage>
  private let continuation: AsyncStream<TDSMessage>.Continuation
  private let state = Mutex(State())

  init() { (messages, continuation) = AsyncStream.makeStream() }

  func receive(_ message: TDSMessage) throws(TDSError) {
    guard !message.status.contains(.ignore) else { return }
    let isTooMuch = state.withLock { state in
      if message.type == .attention, state.open > 0 {
        state.attentions += 1
        state.interruption?.finish()
        return false
      }
      state.open += 1
      continuation.yield(message)
      return state.open > Self.mostOpen
    }
    if isTooMuch { throw .requestOutOfTurn }
  }

  /// The connection ended: whatever runs is interrupted.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.interruption?.finish()
      continuation.finish()
    }
  }

  /// Runs the work, cancelled at an attention or the connection's end; false when it was.
  func interruptible(_ work: @escaping @Sendable () async -> Void) async -> Bool {
    let (interruption, continuation) = AsyncStream<Never>.makeStream()
    state.withLock { state in
      state.interruption = continuation
      if state.isClosed || state.attentions > 0 { continuation.finish() }
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await work() }
      group.addTask { for await _ in interruption {} }
      await group.next()
      group.cancelAll()
    }
    return state.withLock { state in
      state.interruption = nil
      return !state.isClosed && state.attentions == 0
    }
  }

  /// The request is about to be answered; gives the attentions that the answer must acknowledge.
  func answering() -> Int {
    state.withLock { state in
      defer { state.attentions = 0 }
      state.open -= 1
      return state.attentions
    }
  }
}
