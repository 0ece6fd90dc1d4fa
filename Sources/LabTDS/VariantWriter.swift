import LabEstate
import NIOCore

/// Writes a sql_variant ([MS-TDS] 2.2.5.5.4): the value's own type goes with the value.
enum VariantWriter {
  /// False, with nothing written, when the value is longer than a sql_variant may be.
  static func write(_ value: TSQLValue, to buffer: inout ByteBuffer) -> Bool {
    var content = ByteBuffer()
    switch value {
    case .null: break
    case .bit(let bit): content.writeBytes([WireType.fixedBit, 0, bit ? 1 : 0])
    case .int(let number):
      if let number = Int32(exactly: number) {
        content.writeBytes([WireType.fixedInt, 0])
        content.writeLittle(number)
      } else {
        content.writeBytes([WireType.fixedBigInt, 0])
        content.writeLittle(number)
      }
    case .double(let number):
      content.writeBytes([WireType.fixedFloat, 0])
      content.writeLittle(number.bitPattern)
    case .decimal(let digits):
      let scale = UInt8(clamping: digits.split(separator: ".").dropFirst().first?.count ?? 0)
      let precision = UInt8(DecimalMagnitude.largestPrecision)
      guard let number = DecimalMagnitude(digits: digits, precision: precision, scale: scale)
      else { return false }
      content.writeBytes([WireType.numeric, 2, precision, scale])
      ValueWriter.writeDecimal(number, precision: precision, to: &content)
    case .text(let text):
      let length = text.utf16.count * 2
      guard length <= TSQLType.longestVarchar else { return false }
      content.writeBytes([WireType.nvarchar, 7])
      content.writeBytes(Collation.bytes)
      content.writeLittle(UInt16(TSQLType.longestVarchar))
      content.writeUTF16(text)
    case .bytes(let bytes):
      guard bytes.count <= TSQLType.longestVarchar else { return false }
      content.writeBytes([WireType.varbinary, 2])
      content.writeLittle(UInt16(TSQLType.longestVarchar))
      content.writeBytes(bytes)
    case .dateTime(let microseconds):
      let parts = CalendarTicks.dateTime(microseconds)
      content.writeBytes([WireType.fixedDateTime, 0])
      content.writeLittle(parts.days)
      content.writeLittle(parts.ticks)
    case .uuid(let bytes):
      guard bytes.count == 16 else { return false }
      content.writeBytes([WireType.uniqueIdentifier, 0])
      content.writeBytes(ValueWriter.mixedEndian(bytes))
    }
    buffer.writeLittle(UInt32(content.readableBytes))
    buffer.writeBuffer(&content)
    return true
  }
}
