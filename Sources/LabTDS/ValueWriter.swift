import LabEstate
import NIOCore

/// Writes a value in its column's type; never cuts one, for that desynchronises the client.
enum ValueWriter {
  /// False, with nothing written, when the value has no form in the type.
  static func write(_ value: TSQLValue, as type: TSQLType, to buffer: inout ByteBuffer) -> Bool {
    guard value != .null else {
      writeNull(of: type, to: &buffer)
      return true
    }
    switch type {
    case .bit, .tinyInt, .smallInt, .int, .bigInt:
      return writeInteger(value, as: type, to: &buffer)
    case .decimal(let precision, let scale):
      guard
        let digits = digits(of: value),
        let number = DecimalMagnitude(digits: digits, precision: precision, scale: scale)
      else { return false }
      buffer.writeInteger(UInt8(DecimalMagnitude.valueLength(precision: precision)))
      writeDecimal(number, precision: precision, to: &buffer)
    case .real:
      guard let number = double(of: value) else { return false }
      buffer.writeInteger(UInt8(4))
      buffer.writeLittle(Float(number).bitPattern)
    case .float:
      guard let number = double(of: value) else { return false }
      buffer.writeInteger(UInt8(8))
      buffer.writeLittle(number.bitPattern)
    case .date, .time, .dateTime, .dateTime2:
      guard case .dateTime(let microseconds) = value else { return false }
      DateTimeWriter.write(microseconds, as: type, to: &buffer)
    case .uniqueIdentifier:
      guard case .uuid(let bytes) = value, bytes.count == 16 else { return false }
      buffer.writeInteger(UInt8(16))
      buffer.writeBytes(mixedEndian(bytes))
    case .nvarchar(let units):
      guard let text = text(of: value) else { return false }
      let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      let limit = TSQLType.bounded(units, by: TSQLType.longestNVarchar).map { $0 * 2 }
      return writeBytes(bytes, limit: limit, to: &buffer)
    case .varchar(let length):
      guard let text = text(of: value) else { return false }
      let limit = TSQLType.bounded(length, by: TSQLType.longestVarchar)
      return writeBytes(Windows1252.encode(text), limit: limit, to: &buffer)
    case .varbinary(let length):
      guard case .bytes(let bytes) = value else { return false }
      let limit = TSQLType.bounded(length, by: TSQLType.longestVarchar)
      return writeBytes(bytes, limit: limit, to: &buffer)
    case .sqlVariant:
      return VariantWriter.write(value, to: &buffer)
    }
    return true
  }

  private static func writeNull(of type: TSQLType, to buffer: inout ByteBuffer) {
    switch type {
    case .nvarchar(let length):
      writeNull(isMax: TSQLType.bounded(length, by: TSQLType.longestNVarchar) == nil, to: &buffer)
    case .varchar(let length), .varbinary(let length):
      writeNull(isMax: TSQLType.bounded(length, by: TSQLType.longestVarchar) == nil, to: &buffer)
    case .sqlVariant: buffer.writeLittle(UInt32(0))
    default: buffer.writeInteger(UInt8(0))
    }
  }

  private static func writeNull(isMax: Bool, to buffer: inout ByteBuffer) {
    if isMax { buffer.writeLittle(UInt64.max) } else { buffer.writeLittle(UInt16.max) }
  }

  private static func writeInteger(
    _ value: TSQLValue,
    as type: TSQLType,
    to buffer: inout ByteBuffer
  ) -> Bool {
    guard let number = integer(of: value) else { return false }
    switch type {
    case .bit: buffer.writeBytes([1, number == 0 ? 0 : 1])
    case .tinyInt:
      guard let number = UInt8(exactly: number) else { return false }
      buffer.writeBytes([1, number])
    case .smallInt:
      guard let number = Int16(exactly: number) else { return false }
      buffer.writeInteger(UInt8(2))
      buffer.writeLittle(number)
    case .int:
      guard let number = Int32(exactly: number) else { return false }
      buffer.writeInteger(UInt8(4))
      buffer.writeLittle(number)
    default:
      buffer.writeInteger(UInt8(8))
      buffer.writeLittle(number)
    }
    return true
  }

  /// With a 2-byte length up to a limit, else as PLP ([MS-TDS] 2.2.5.2.3) in one chunk.
  private static func writeBytes(
    _ bytes: [UInt8],
    limit: Int?,
    to buffer: inout ByteBuffer
  ) -> Bool {
    if let limit {
      guard bytes.count <= limit else { return false }
      buffer.writeLittle(UInt16(bytes.count))
      buffer.writeBytes(bytes)
      return true
    }
    buffer.writeLittle(UInt64(bytes.count))
    if !bytes.isEmpty {
      buffer.writeLittle(UInt32(bytes.count))
      buffer.writeBytes(bytes)
    }
    buffer.writeLittle(UInt32(0))
    return true
  }

  static func writeDecimal(
    _ number: DecimalMagnitude,
    precision: UInt8,
    to buffer: inout ByteBuffer
  ) {
    buffer.writeInteger(UInt8(number.isNegative ? 0 : 1))
    for index in 0..<(DecimalMagnitude.valueLength(precision: precision) - 1) {
      buffer.writeInteger(UInt8(truncatingIfNeeded: number.magnitude >> (8 * index)))
    }
  }

  /// A GUID's first three groups go little-endian over the wire; its own inverse.
  static func mixedEndian(_ bytes: [UInt8]) -> [UInt8] {
    [3, 2, 1, 0, 5, 4, 7, 6].map { bytes[$0] } + bytes[8...]
  }

  private static func integer(of value: TSQLValue) -> Int64? {
    switch value {
    case .int(let number): number
    case .bit(let bit): bit ? 1 : 0
    case .decimal(let digits): Int64(digits)
    default: nil
    }
  }

  private static func digits(of value: TSQLValue) -> String? {
    switch value {
    case .decimal(let digits): digits
    case .int(let number): String(number)
    case .bit(let bit): bit ? "1" : "0"
    default: nil
    }
  }

  private static func double(of value: TSQLValue) -> Double? {
    switch value {
    case .double(let number): number
    case .int(let number): Double(number)
    case .decimal(let digits): Double(digits)
    default: nil
    }
  }

  private static func text(of value: TSQLValue) -> String? {
    switch value {
    case .text(let text): text
    case .int(let number): String(number)
    case .decimal(let digits): digits
    case .bit(let bit): bit ? "1" : "0"
    default: nil
    }
  }
}
