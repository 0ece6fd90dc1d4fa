import NIOCore

/// Closes the socket at once, before TLS can say goodbye on it: a connection that breaks.
///
/// It stands first in the pipeline, so that the event passes all others.
final class HangUpHandler: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  struct HangUp: Sendable {}

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext,
    event: Any,
    promise: EventLoopPromise<Void>?
  ) {
    if event is HangUp {
      context.close(promise: promise)
    } else {
      context.triggerUserOutboundEvent(event, promise: promise)
    }
  }
}
