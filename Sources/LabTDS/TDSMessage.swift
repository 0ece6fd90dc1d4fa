import NIOCore

/// A request: the bodies of its packets joined.
struct TDSMessage: Hashable {
  var type: TDSPacketType
  var status: TDSPacketStatus
  var body: ByteBuffer
}

/// Joins packets to messages, however the bytes were cut on their way.
struct TDSMessageDecoder {
  /// No client of the lab sends more; an endless message must not take the process's memory.
  static let longestMessage = 64 * 1024 * 1024

  private var received = ByteBuffer()
  private var body = ByteBuffer()
  private var status: TDSPacketStatus = []

  mutating func append(_ bytes: ByteBuffer) {
    var bytes = bytes
    received.discardReadBytes()
    received.writeBuffer(&bytes)
  }

  /// Bytes behind the last message taken: a TLS handshake may follow a PRELOGIN in one read.
  mutating func takeRest() -> ByteBuffer {
    defer { received = ByteBuffer() }
    return received
  }

  /// The next whole message; nil until more bytes have come.
  mutating func next() throws(TDSError) -> TDSMessage? {
    while let header = TDSPacketHeader.peek(at: received) {
      guard let type = TDSPacketType(rawValue: header.type) else {
        throw .unknownPacketType(header.type)
      }
      guard header.packetLength >= TDSPacketHeader.length else {
        throw .badPacketLength(header.packetLength)
      }
      guard received.readableBytes >= Int(header.packetLength) else { return nil }
      received.moveReaderIndex(forwardBy: TDSPacketHeader.length)
      guard
        var piece = received.readSlice(length: Int(header.packetLength) - TDSPacketHeader.length)
      else { throw .truncated }
      guard body.readableBytes + piece.readableBytes <= Self.longestMessage else {
        throw .messageTooLong
      }
      body.writeBuffer(&piece)
      status.formUnion(header.status)
      guard header.status.contains(.endOfMessage) else { continue }
      defer {
        body = ByteBuffer()
        status = []
      }
      return TDSMessage(type: type, status: status, body: body)
    }
    return nil
  }
}
