import NIOCore
import Synchronization

/// An accepted socket that nobody reads yet; it closes if nobody ever does.
///
/// An accept loop that is cancelled drops what it has not taken, and NIO would end the process for a
/// `NIOAsyncChannel` that is dropped so.
final class AcceptedConnection: Sendable {
  private let channel: any Channel
  private let isTaken = Atomic(false)

  /// The channel must have been accepted with `autoRead` off.
  init(_ channel: any Channel) { self.channel = channel }

  deinit {
    if !isTaken.load(ordering: .relaxed) { channel.close(promise: nil) }
  }

  /// Begins to read; who takes the channel closes it.
  ///
  /// - Throws: `ChannelError.ioOnClosedChannel` when the client is gone already.
  func take() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try await channel.eventLoop.submit { [channel] in
      guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
      let wrapped = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
        wrappingChannelSynchronously: channel
      )
      self.isTaken.store(true, ordering: .relaxed)
      try channel.syncOptions?.setOption(.autoRead, value: true)
      return wrapped
    }
    .get()
  }
}
