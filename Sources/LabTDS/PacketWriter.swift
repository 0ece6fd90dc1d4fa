import NIOCore

/// Cuts a reply's tokens into packets of the agreed size.
struct PacketWriter {
  let packetSize: Int
  let processID: UInt16
  private var packetID: UInt8 = 0

  init(packetSize: Int, processID: UInt16) {
    self.packetSize = packetSize
    self.processID = processID
  }

  /// The full packets in `tokens`, which keeps at least a byte for the last.
  mutating func fullPackets(of tokens: inout ByteBuffer) -> ByteBuffer? {
    let room = packetSize - TDSPacketHeader.length
    guard tokens.readableBytes > room else { return nil }
    var packets = ByteBuffer()
    while tokens.readableBytes > room { write(room, of: &tokens, status: [], to: &packets) }
    tokens.discardReadBytes()
    return packets
  }

  /// All that is left, the last packet marked as the message's end.
  mutating func lastPackets(of tokens: inout ByteBuffer) -> ByteBuffer {
    var packets = fullPackets(of: &tokens) ?? ByteBuffer()
    write(tokens.readableBytes, of: &tokens, status: .endOfMessage, to: &packets)
    packetID = 0
    return packets
  }

  private mutating func write(
    _ count: Int,
    of tokens: inout ByteBuffer,
    status: TDSPacketStatus,
    to packets: inout ByteBuffer
  ) {
    packetID &+= 1
    TDSPacketHeader(
      type: TDSPacketType.reply.rawValue,
      status: status,
      packetLength: UInt16(count + TDSPacketHeader.length),
      processID: processID,
      packetID: packetID
    )
    .write(to: &packets)
    if var body = tokens.readSlice(length: count) { packets.writeBuffer(&body) }
  }
}
