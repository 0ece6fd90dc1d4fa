import NIOCore

/// Reads the little-endian numbers and counted strings of a message; ends in `truncated`, never cut.
struct WireReader {
  private(set) var buffer: ByteBuffer

  init(_ buffer: ByteBuffer) { self.buffer = buffer }

  var isAtEnd: Bool { buffer.readableBytes == 0 }

  var remaining: Int { buffer.readableBytes }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(TDSError) -> T {
    guard let value = buffer.readInteger(endianness: .little, as: type) else { throw .truncated }
    return value
  }

  mutating func bigEndian<T: FixedWidthInteger>(_ type: T.Type) throws(TDSError) -> T {
    guard let value = buffer.readInteger(endianness: .big, as: type) else { throw .truncated }
    return value
  }

  mutating func bytes(_ count: Int) throws(TDSError) -> [UInt8] {
    guard count >= 0, let bytes = buffer.readBytes(length: count) else { throw .truncated }
    return bytes
  }

  mutating func skip(_ count: Int) throws(TDSError) {
    guard count >= 0, buffer.readableBytes >= count else { throw .truncated }
    buffer.moveReaderIndex(forwardBy: count)
  }

  /// A UTF-16LE string of that many units.
  mutating func text(_ units: Int) throws(TDSError) -> String {
    UTF16Text.decode(try bytes(units * 2))
  }

  /// B_VARCHAR: one byte counts the characters.
  mutating func shortText() throws(TDSError) -> String { try text(Int(try integer(UInt8.self))) }

  /// The next byte, left where it is.
  var nextByte: UInt8? { buffer.getInteger(at: buffer.readerIndex) }

  /// Skips ALL_HEADERS by its total length ([MS-TDS] 2.2.5.3): the lab needs none of them.
  mutating func skipAllHeaders() throws(TDSError) {
    let total = Int(try integer(UInt32.self))
    guard total >= 4 else { throw .malformed("ALL_HEADERS of \(total) bytes") }
    try skip(total - 4)
  }
}

/// Text as TDS carries it.
enum UTF16Text {
  static func decode(_ bytes: [UInt8]) -> String {
    let units = stride(from: 0, to: bytes.count & ~1, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }
}

extension ByteBuffer {
  mutating func writeLittle(_ value: some FixedWidthInteger) {
    writeInteger(value, endianness: .little)
  }

  mutating func writeUTF16(_ text: String) {
    for unit in text.utf16 { writeInteger(unit, endianness: .little) }
  }

  /// B_VARCHAR; what has no room in it is left out, for no text here is a value.
  mutating func writeShortText(_ text: String) {
    let units = text.utf16.prefix(Int(UInt8.max))
    writeInteger(UInt8(units.count))
    for unit in units { writeInteger(unit, endianness: .little) }
  }

  /// US_VARCHAR, for the texts of messages, which the server limits to 2,047 characters.
  mutating func writeLongText(_ text: String) {
    let units = text.utf16.prefix(2_047)
    writeLittle(UInt16(units.count))
    for unit in units { writeInteger(unit, endianness: .little) }
  }
}
