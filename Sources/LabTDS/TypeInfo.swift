import LabEstate
import NIOCore

/// The type bytes of TYPE_INFO ([MS-TDS] 2.2.5.4) that the lab writes or reads.
enum WireType {
  static let integer: UInt8 = 0x26
  static let bit: UInt8 = 0x68
  static let float: UInt8 = 0x6D
  static let money: UInt8 = 0x6E
  static let dateTime: UInt8 = 0x6F
  static let decimal: UInt8 = 0x6A
  static let numeric: UInt8 = 0x6C
  static let date: UInt8 = 0x28
  static let time: UInt8 = 0x29
  static let dateTime2: UInt8 = 0x2A
  static let uniqueIdentifier: UInt8 = 0x24
  static let nvarchar: UInt8 = 0xE7
  static let nchar: UInt8 = 0xEF
  static let varchar: UInt8 = 0xA7
  static let char: UInt8 = 0xAF
  static let varbinary: UInt8 = 0xA5
  static let binary: UInt8 = 0xAD
  static let ntext: UInt8 = 0x63
  static let text: UInt8 = 0x23
  static let image: UInt8 = 0x22
  static let xml: UInt8 = 0xF1
  static let sqlVariant: UInt8 = 0x62

  // Without a length, never NULL; they occur inside a sql_variant too.
  static let fixedTinyInt: UInt8 = 0x30
  static let fixedBit: UInt8 = 0x32
  static let fixedSmallInt: UInt8 = 0x34
  static let fixedInt: UInt8 = 0x38
  static let fixedSmallDateTime: UInt8 = 0x3A
  static let fixedReal: UInt8 = 0x3B
  static let fixedMoney: UInt8 = 0x3C
  static let fixedDateTime: UInt8 = 0x3D
  static let fixedFloat: UInt8 = 0x3E
  static let fixedSmallMoney: UInt8 = 0x7A
  static let fixedBigInt: UInt8 = 0x7F
}

/// SQL_Latin1_General_CP1_CI_AS, the collation of every lab server.
enum Collation {
  static let bytes: [UInt8] = [0x09, 0x04, 0xD0, 0x00, 0x34]
}

extension TSQLType {
  /// Longest nvarchar that is not `(max)`, in UTF-16 units.
  static let longestNVarchar = 4_000
  /// Longest varchar or varbinary that is not `(max)`, in bytes.
  static let longestVarchar = 8_000

  func writeTypeInfo(to buffer: inout ByteBuffer) {
    switch self {
    case .bit: buffer.writeBytes([WireType.bit, 1])
    case .tinyInt: buffer.writeBytes([WireType.integer, 1])
    case .smallInt: buffer.writeBytes([WireType.integer, 2])
    case .int: buffer.writeBytes([WireType.integer, 4])
    case .bigInt: buffer.writeBytes([WireType.integer, 8])
    case .decimal(let precision, let scale):
      let length = UInt8(DecimalMagnitude.valueLength(precision: precision))
      buffer.writeBytes([WireType.decimal, length, precision, scale])
    case .real: buffer.writeBytes([WireType.float, 4])
    case .float: buffer.writeBytes([WireType.float, 8])
    case .date: buffer.writeBytes([WireType.date])
    case .time(let scale): buffer.writeBytes([WireType.time, scale])
    case .dateTime: buffer.writeBytes([WireType.dateTime, 8])
    case .dateTime2(let scale): buffer.writeBytes([WireType.dateTime2, scale])
    case .uniqueIdentifier: buffer.writeBytes([WireType.uniqueIdentifier, 16])
    case .nvarchar(let units):
      buffer.writeInteger(WireType.nvarchar)
      let bounded = Self.bounded(units, by: Self.longestNVarchar)
      buffer.writeLittle(bounded.map { UInt16($0 * 2) } ?? .max)
      buffer.writeBytes(Collation.bytes)
    case .varchar(let bytes):
      buffer.writeInteger(WireType.varchar)
      buffer.writeLittle(Self.bounded(bytes, by: Self.longestVarchar).map { UInt16($0) } ?? .max)
      buffer.writeBytes(Collation.bytes)
    case .varbinary(let bytes):
      buffer.writeInteger(WireType.varbinary)
      buffer.writeLittle(Self.bounded(bytes, by: Self.longestVarchar).map { UInt16($0) } ?? .max)
    case .sqlVariant:
      buffer.writeInteger(WireType.sqlVariant)
      buffer.writeLittle(UInt32(8_009))
    }
  }

  /// A declared length, nil for `(max)`; at least 1, for drivers ask for a buffer of that size.
  static func bounded(_ length: Int?, by limit: Int) -> Int? {
    guard let length, length <= limit else { return nil }
    return max(length, 1)
  }
}
