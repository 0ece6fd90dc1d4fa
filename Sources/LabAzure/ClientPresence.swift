import NIOCore
import Synchronization

/// Notices that the client of an HTTP connection is gone while its request is being answered.
///
/// The library reads on only for the next request, and a request that a fault holds must be lost
/// with the process that sent it.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = NIOAny

  private struct State {
    var isGone = false
    var waiting: AsyncStream<Never>.Continuation?
  }

  private let state = Mutex(State())

  /// Runs the work, cancelled when the client goes.
  func whileThere<Answer: Sendable>(
    _ work: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let (departure, continuation) = AsyncStream<Never>.makeStream()
    state.withLock { state in
      state.waiting = continuation
      if state.isGone { continuation.finish() }
    }
    return try await withThrowingTaskGroup(of: Answer?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await _ in departure {}
        return nil
      }
      while let answer = try await group.next() {
        group.cancelAll()
        if let answer { return answer }
      }
      throw CancellationError()
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed { leave() }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    leave()
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    state.withLock { state in
      state.isGone = true
      state.waiting?.finish()
    }
  }
}
