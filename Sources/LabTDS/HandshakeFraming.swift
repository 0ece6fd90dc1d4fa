import NIOCore

/// Carries the TLS handshake in PRELOGIN packets, as TDS 7.x wants, and steps aside after it.
///
/// The client's first byte that is not a PRELOGIN packet's is TLS on the bare socket: the handshake
/// is over, and the server has sent nothing since its own last flight.
final class HandshakeFraming: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let largestBody = LoginReply.firstPacketSize - TDSPacketHeader.length

  private var isFraming = true
  private var received = ByteBuffer()
  private var outgoing = ByteBuffer()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isFraming else {
      context.fireChannelRead(data)
      return
    }
    var bytes = unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    while let body = nextBody() { context.fireChannelRead(wrapInboundOut(body)) }
    if !isFraming, received.readableBytes > 0 {
      let rest = received
      received = ByteBuffer()
      context.fireChannelRead(wrapInboundOut(rest))
    }
  }

  private func nextBody() -> ByteBuffer? {
    guard let first = received.getInteger(at: received.readerIndex, as: UInt8.self) else {
      return nil
    }
    guard first == TDSPacketType.preLogin.rawValue else {
      isFraming = false
      return nil
    }
    guard
      let header = TDSPacketHeader.peek(at: received),
      header.packetLength >= TDSPacketHeader.length,
      received.readableBytes >= Int(header.packetLength)
    else { return nil }
    received.moveReaderIndex(forwardBy: TDSPacketHeader.length)
    return received.readSlice(length: Int(header.packetLength) - TDSPacketHeader.length)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard isFraming else {
      context.write(data, promise: promise)
      return
    }
    var bytes = unwrapOutboundIn(data)
    outgoing.writeBuffer(&bytes)
    promise?.succeed(())
  }

  func flush(context: ChannelHandlerContext) {
    while let body = outgoing.readSlice(length: min(outgoing.readableBytes, Self.largestBody)),
      body.readableBytes > 0
    {
      var packet = context.channel.allocator.buffer(
        capacity: body.readableBytes + TDSPacketHeader.length
      )
      TDSPacketHeader(
        type: TDSPacketType.preLogin.rawValue,
        status: outgoing.readableBytes == 0 ? .endOfMessage : [],
        packetLength: UInt16(body.readableBytes + TDSPacketHeader.length)
      )
      .write(to: &packet)
      packet.writeImmutableBuffer(body)
      context.write(wrapOutboundOut(packet), promise: nil)
    }
    context.flush()
  }
}
