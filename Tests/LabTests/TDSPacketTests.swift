import NIOCore
import Testing

@testable import LabTDS

@Suite struct `A message decoder` {
  static let messages = [
    TDSCaptures.preLogin, TDSCaptures.login7, TDSCaptures.executeSQL,
    TDSCaptures.executeSQLOfFreeTDS, TDSCaptures.attention, TDSCaptures.batch("select 1 as x"),
    TDSCaptures.packets(0x01, TDSCaptures.allHeaders + utf16(String(repeating: "é", count: 700))),
  ]

  @Test(arguments: messages)
  func `reads a message cut at any byte`(_ bytes: [UInt8]) throws {
    let whole = try decode([bytes[...]])
    #expect(whole.count == 1)
    for cut in 1..<bytes.count {
      #expect(try decode([bytes[..<cut], bytes[cut...]]) == whole)
    }
  }

  @Test func `joins the bodies of packets`() throws {
    let body = [UInt8](repeating: 7, count: 2_000)
    let message = try #require(try decode([TDSCaptures.packets(0x01, body)[...]]).first)
    #expect(Array(message.body.readableBytesView) == body)
    #expect(message.status == .endOfMessage)
  }

  @Test func `keeps the bit of a message that its client gave up`() throws {
    let message = try decode([hex("01 03 00 09 00 00 01 00 41")[...]]).first
    #expect(message?.status.contains(.ignore) == true)
  }

  @Test func `refuses what is no packet`() {
    #expect(throws: TDSError.unknownPacketType(0x47)) {
      try decode([Array("GET / HTTP/1.1".utf8)[...]])
    }
    #expect(throws: TDSError.badPacketLength(7)) {
      try decode([hex("01 01 00 07 00 00 01 00")[...]])
    }
  }

  private func decode(_ pieces: [ArraySlice<UInt8>]) throws -> [TDSMessage] {
    var decoder = TDSMessageDecoder()
    var messages: [TDSMessage] = []
    for piece in pieces {
      decoder.append(ByteBuffer(bytes: piece))
      while let message = try decoder.next() { messages.append(message) }
    }
    return messages
  }
}

@Suite struct `A packet writer` {
  @Test(arguments: [1, 504, 505, 1_008, 5_000])
  func `cuts tokens into packets that join to them again`(_ count: Int) throws {
    let tokens = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    var left = ByteBuffer(bytes: tokens)
    var writer = PacketWriter(packetSize: 512, processID: 0x33)
    var packets = writer.fullPackets(of: &left) ?? ByteBuffer()
    var last = writer.lastPackets(of: &left)
    packets.writeBuffer(&last)
    var decoder = TDSMessageDecoder()
    decoder.append(packets)
    let message = try #require(try decoder.next())
    #expect(Array(message.body.readableBytesView) == tokens)
    #expect(try decoder.next() == nil)
  }

  @Test func `numbers its packets and names the session`() {
    var tokens = ByteBuffer(bytes: [UInt8](repeating: 0xFD, count: 505))
    var writer = PacketWriter(packetSize: 512, processID: 0x33)
    let packets = Array(writer.lastPackets(of: &tokens).readableBytesView)
    #expect(Array(packets[..<8]) == hex("04 00 02 00 00 33 01 00"))
    #expect(Array(packets[512..<520]) == hex("04 01 00 09 00 33 02 00"))
  }
}
