import NIOCore
import NIOSSL

/// Answers PRELOGIN and puts TLS where the client wants it: nowhere, inside TDS, or outside it.
///
/// It does so within one turn of the event loop, so that the client's handshake cannot overtake it.
final class EncryptionNegotiation: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The first byte of a TLS handshake record: TDS 8.0 ([MS-TDS] 3.2.5.1).
  private static let tlsHandshake: UInt8 = 0x16

  private enum Phase {
    case firstByte
    case preLogin(isStrict: Bool)
    case settled
  }

  private let encryption: TDSEncryption?
  private let version: ProductVersion
  private var phase = Phase.firstByte
  private var decoder = TDSMessageDecoder()

  init(encryption: TDSEncryption?, version: ProductVersion) {
    self.encryption = encryption
    self.version = version
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    do {
      switch phase {
      case .firstByte:
        guard bytes.readableBytes > 0 else { return }
        let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self)
        phase = .preLogin(isStrict: first == Self.tlsHandshake)
        if first == Self.tlsHandshake {
          guard let encryption else { throw TDSError.malformed("TLS without a certificate") }
          try add([NIOSSLServerHandler(context: encryption.strict)], context: context)
          context.pipeline.fireChannelRead(bytes)
          context.pipeline.fireChannelReadComplete()
        } else {
          try answer(bytes, isStrict: false, context: context)
        }
      case .preLogin(let isStrict):
        try answer(bytes, isStrict: isStrict, context: context)
      case .settled:
        context.fireChannelRead(data)
      }
    } catch {
      context.fireErrorCaught(error)
      context.close(promise: nil)
    }
  }

  private func answer(
    _ bytes: ByteBuffer,
    isStrict: Bool,
    context: ChannelHandlerContext
  ) throws {
    decoder.append(bytes)
    guard let message = try decoder.next() else { return }
    guard message.type == .preLogin else { throw TDSError.requestOutOfTurn }
    let client = try PreLogin(body: message.body)
    let encrypts: PreLogin.Encryption =
      isStrict
      ? .notSupported : PreLogin.answer(to: client.encryption, canEncrypt: encryption != nil)
    var body = ByteBuffer()
    PreLogin(version: version, encryption: encrypts).write(to: &body)
    var writer = PacketWriter(packetSize: LoginReply.firstPacketSize, processID: 0)
    context.writeAndFlush(wrapOutboundOut(writer.lastPackets(of: &body)), promise: nil)
    phase = .settled
    if encrypts == .on, let encryption {
      let handlers: [any ChannelHandler] = [
        HandshakeFraming(), NIOSSLServerHandler(context: encryption.insideTDS),
      ]
      try add(handlers, context: context)
    }
    let rest = decoder.takeRest()
    if rest.readableBytes > 0 { context.pipeline.fireChannelRead(rest) }
  }

  private func add(_ handlers: [any ChannelHandler], context: ChannelHandlerContext) throws {
    try context.pipeline.syncOperations.addHandlers(handlers, position: .before(self))
  }
}
