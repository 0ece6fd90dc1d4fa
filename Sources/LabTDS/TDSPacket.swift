import NIOCore

/// The first byte of a packet ([MS-TDS] 2.2.3.1.1, Type).
enum TDSPacketType: UInt8 {
  case sqlBatch = 0x01
  case rpc = 0x03
  case reply = 0x04
  case attention = 0x06
  case bulkLoad = 0x07
  case federatedAuthenticationToken = 0x08
  case transactionManager = 0x0E
  case login7 = 0x10
  case preLogin = 0x12
}

/// The second byte of a packet ([MS-TDS] 2.2.3.1.2, Status).
struct TDSPacketStatus: OptionSet, Hashable {
  let rawValue: UInt8

  static let endOfMessage = Self(rawValue: 0x01)
  /// With the end of message: the client gave up sending it.
  static let ignore = Self(rawValue: 0x02)
  static let resetConnection = Self(rawValue: 0x08)
  static let resetConnectionKeepingTransaction = Self(rawValue: 0x10)
}

/// What stands before a packet's body; its numbers are big-endian, unlike all others.
struct TDSPacketHeader: Hashable {
  static let length = 8

  var type: UInt8
  var status: TDSPacketStatus
  /// With this header.
  var packetLength: UInt16
  var processID: UInt16 = 0
  /// Clients differ in how they count it, so it is written and never checked.
  var packetID: UInt8 = 0

  func write(to buffer: inout ByteBuffer) {
    buffer.writeInteger(type)
    buffer.writeInteger(status.rawValue)
    buffer.writeInteger(packetLength)
    buffer.writeInteger(processID)
    buffer.writeInteger(packetID)
    buffer.writeInteger(UInt8(0))
  }

  /// Reads the header at the buffer's start without taking it; nil while it is incomplete.
  static func peek(at buffer: ByteBuffer) -> Self? {
    guard
      buffer.readableBytes >= length,
      let type = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
      let status = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt8.self),
      let packetLength = buffer.getInteger(at: buffer.readerIndex + 2, as: UInt16.self),
      let processID = buffer.getInteger(at: buffer.readerIndex + 4, as: UInt16.self),
      let packetID = buffer.getInteger(at: buffer.readerIndex + 6, as: UInt8.self)
    else { return nil }
    return Self(
      type: type,
      status: TDSPacketStatus(rawValue: status),
      packetLength: packetLength,
      processID: processID,
      packetID: packetID
    )
  }
}
