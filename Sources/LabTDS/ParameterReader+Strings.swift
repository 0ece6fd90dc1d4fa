import LabEstate
import NIOCore

extension ParameterReader {
  /// A character or binary type with a 2-byte length, which FFFF turns into PLP.
  static func string(_ type: UInt8, _ reader: inout WireReader) throws(TDSError) -> Typed {
    if type == WireType.xml {
      guard try reader.integer(UInt8.self) == 0 else { throw .unknownType(type) }
      return typed(type, length: nil, try partiallyLengthPrefixed(&reader))
    }
    let length = try reader.integer(UInt16.self)
    if type != WireType.varbinary, type != WireType.binary {
      try reader.skip(Collation.bytes.count)
    }
    guard length != .max else {
      return typed(type, length: nil, try partiallyLengthPrefixed(&reader))
    }
    let count = try reader.integer(UInt16.self)
    let bytes = count == .max ? nil : try reader.bytes(Int(count))
    return typed(type, length: Int(length), bytes)
  }

  /// The retired large types, in which FreeTDS sends statement text.
  static func longString(_ type: UInt8, _ reader: inout WireReader) throws(TDSError) -> Typed {
    try reader.skip(4)
    if type != WireType.image { try reader.skip(Collation.bytes.count) }
    let count = try reader.integer(UInt32.self)
    return typed(type, length: nil, count == .max ? nil : try reader.bytes(Int(count)))
  }

  /// PLP ([MS-TDS] 2.2.5.2.3): chunks until an empty one; a chunk may split a character.
  private static func partiallyLengthPrefixed(
    _ reader: inout WireReader
  ) throws(TDSError) -> [UInt8]? {
    guard try reader.integer(UInt64.self) != .max else { return nil }
    var bytes: [UInt8] = []
    while true {
      let count = Int(try reader.integer(UInt32.self))
      guard count > 0 else { return bytes }
      bytes += try reader.bytes(count)
    }
  }

  /// The value's own type goes with it: base type, properties, bare value.
  static func variant(_ reader: inout WireReader) throws(TDSError) -> TSQLValue {
    let total = Int(try reader.integer(UInt32.self))
    guard total > 0 else { return .null }
    var content = WireReader(ByteBuffer(bytes: try reader.bytes(total)))
    let type = try content.integer(UInt8.self)
    let properties = try content.bytes(Int(try content.integer(UInt8.self)))
    let bare = try content.bytes(content.remaining)
    // Written again as an ordinary parameter, which has a reader.
    var again = ByteBuffer()
    again.writeInteger(type)
    switch type {
    case WireType.nvarchar, WireType.nchar, WireType.varchar, WireType.char:
      again.writeLittle(UInt16(bare.count))
      again.writeBytes(Collation.bytes)
      again.writeLittle(UInt16(bare.count))
    case WireType.varbinary, WireType.binary:
      again.writeLittle(UInt16(bare.count))
      again.writeLittle(UInt16(bare.count))
    case WireType.decimal, WireType.numeric:
      again.writeInteger(UInt8(bare.count))
      again.writeBytes(properties)
      again.writeInteger(UInt8(bare.count))
    case WireType.time, WireType.dateTime2:
      again.writeBytes(properties)
      again.writeInteger(UInt8(bare.count))
    case WireType.uniqueIdentifier:
      again.writeBytes([16, UInt8(bare.count)])
    case WireType.date:
      again.writeInteger(UInt8(bare.count))
    default:
      break
    }
    again.writeBytes(bare)
    var rewritten = WireReader(again)
    return try read(&rewritten).value
  }

  private static func typed(_ type: UInt8, length: Int?, _ bytes: [UInt8]?) -> Typed {
    switch type {
    case WireType.nvarchar, WireType.nchar, WireType.ntext, WireType.xml:
      Typed(
        type: .nvarchar(length.map { $0 / 2 }),
        value: bytes.map { .text(UTF16Text.decode($0)) } ?? .null
      )
    case WireType.varchar, WireType.char, WireType.text:
      Typed(
        type: .varchar(length),
        value: bytes.map { .text(Windows1252.decode($0)) } ?? .null
      )
    default:
      Typed(type: .varbinary(length), value: bytes.map { .bytes($0) } ?? .null)
    }
  }
}
