import LabEstate
import NIOCore

/// Reads a parameter's TYPE_INFO and value from a request.
struct ParameterReader {
  struct Typed: Hashable {
    var type: TSQLType
    var value: TSQLValue
  }

  static func read(_ reader: inout WireReader) throws(TDSError) -> Typed {
    let type = try reader.integer(UInt8.self)
    if let length = fixedLengths[type] {
      return try fixed(type, try reader.bytes(length))
    }
    switch type {
    case WireType.integer, WireType.bit, WireType.float, WireType.money, WireType.dateTime:
      let size = try reader.integer(UInt8.self)
      return try sized(type, size: size, try shortBytes(&reader))
    case WireType.decimal, WireType.numeric:
      try reader.skip(1)
      let precision = try reader.integer(UInt8.self)
      let scale = try reader.integer(UInt8.self)
      let value = try shortBytes(&reader).map { decimal($0, scale: scale) }
      return Typed(type: .decimal(precision: precision, scale: scale), value: value ?? .null)
    case WireType.date:
      return Typed(type: .date, value: try dateTime(try shortBytes(&reader), scale: nil))
    case WireType.time:
      let scale = try reader.integer(UInt8.self)
      let value = try dateTime(try shortBytes(&reader), scale: scale, hasDay: false)
      return Typed(type: .time(scale: scale), value: value)
    case WireType.dateTime2:
      let scale = try reader.integer(UInt8.self)
      let value = try dateTime(try shortBytes(&reader), scale: scale)
      return Typed(type: .dateTime2(scale: scale), value: value)
    case WireType.uniqueIdentifier:
      try reader.skip(1)
      let value = try shortBytes(&reader)
      guard let value else { return Typed(type: .uniqueIdentifier, value: .null) }
      guard value.count == 16 else { throw .malformed("a GUID of \(value.count) bytes") }
      return Typed(type: .uniqueIdentifier, value: .uuid(ValueWriter.mixedEndian(value)))
    case WireType.nvarchar, WireType.nchar, WireType.varchar, WireType.char, WireType.varbinary,
      WireType.binary, WireType.xml:
      return try string(type, &reader)
    case WireType.ntext, WireType.text, WireType.image:
      return try longString(type, &reader)
    case WireType.sqlVariant:
      try reader.skip(4)
      return Typed(type: .sqlVariant, value: try variant(&reader))
    default:
      throw .unknownType(type)
    }
  }

  private static let fixedLengths: [UInt8: Int] = [
    WireType.fixedTinyInt: 1, WireType.fixedBit: 1, WireType.fixedSmallInt: 2,
    WireType.fixedInt: 4, WireType.fixedSmallDateTime: 4, WireType.fixedReal: 4,
    WireType.fixedMoney: 8, WireType.fixedDateTime: 8, WireType.fixedFloat: 8,
    WireType.fixedSmallMoney: 4, WireType.fixedBigInt: 8,
  ]

  private static func fixed(_ type: UInt8, _ bytes: [UInt8]) throws(TDSError) -> Typed {
    let size = UInt8(bytes.count)
    switch type {
    case WireType.fixedBit: return try sized(WireType.bit, size: size, bytes)
    case WireType.fixedReal, WireType.fixedFloat:
      return try sized(WireType.float, size: size, bytes)
    case WireType.fixedMoney, WireType.fixedSmallMoney:
      return try sized(WireType.money, size: size, bytes)
    case WireType.fixedDateTime, WireType.fixedSmallDateTime:
      return try sized(WireType.dateTime, size: size, bytes)
    default: return try sized(WireType.integer, size: size, bytes)
    }
  }

  /// A type whose width, not its byte, tells which it is.
  private static func sized(
    _ type: UInt8,
    size: UInt8,
    _ bytes: [UInt8]?
  ) throws(TDSError) -> Typed {
    let raw = bytes.map { bytes in
      bytes.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    }
    let isWide = (bytes?.count ?? Int(size)) == 8
    switch type {
    case WireType.bit:
      return Typed(type: .bit, value: raw.map { .bit($0 != 0) } ?? .null)
    case WireType.float:
      let value = raw.map { raw in
        TSQLValue.double(
          isWide
            ? Double(bitPattern: raw)
            : Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw)))
        )
      }
      return Typed(type: size == 8 ? .float : .real, value: value ?? .null)
    case WireType.money:
      // The high half goes first.
      let value = raw.map { raw in
        isWide
          ? Int64(bitPattern: raw << 32 | raw >> 32)
          : Int64(Int32(truncatingIfNeeded: raw))
      }
      let digits = value.map { value in
        DecimalMagnitude(isNegative: value < 0, magnitude: UInt128(value.magnitude))
          .digits(scale: 4)
      }
      return Typed(
        type: .decimal(precision: size == 8 ? 19 : 10, scale: 4),
        value: digits.map { .decimal($0) } ?? .null
      )
    case WireType.dateTime:
      let value = raw.map { raw in
        isWide
          ? CalendarTicks.microseconds(
            days: Int64(Int32(truncatingIfNeeded: raw)),
            threeHundredths: Int64(raw >> 32)
          )
          : CalendarTicks.microseconds(
            days: Int64(raw & 0xFFFF),
            threeHundredths: Int64(raw >> 16 & 0xFFFF) * 60 * 300
          )
      }
      return Typed(type: .dateTime, value: value.map { .dateTime($0) } ?? .null)
    default:
      return try integer(size: size, raw)
    }
  }

  private static func integer(size: UInt8, _ raw: UInt64?) throws(TDSError) -> Typed {
    let type: TSQLType
    let value: Int64?
    switch size {
    case 1: (type, value) = (.tinyInt, raw.map { Int64($0) })
    case 2: (type, value) = (.smallInt, raw.map { Int64(Int16(truncatingIfNeeded: $0)) })
    case 4: (type, value) = (.int, raw.map { Int64(Int32(truncatingIfNeeded: $0)) })
    case 8: (type, value) = (.bigInt, raw.map { Int64(bitPattern: $0) })
    default: throw .malformed("INTN of \(size) bytes")
    }
    return Typed(type: type, value: value.map { .int($0) } ?? .null)
  }

  /// By the value's own length: Microsoft's driver sends 17 bytes whatever the precision.
  private static func decimal(_ bytes: [UInt8], scale: UInt8) -> TSQLValue {
    let magnitude = bytes.dropFirst().enumerated().reduce(UInt128(0)) {
      $0 | UInt128($1.element) << UInt128(8 * $1.offset)
    }
    let number = DecimalMagnitude(isNegative: bytes.first == 0, magnitude: magnitude)
    return .decimal(number.digits(scale: scale))
  }

  private static func dateTime(
    _ bytes: [UInt8]?,
    scale: UInt8?,
    hasDay: Bool = true
  ) throws(TDSError) -> TSQLValue {
    guard let bytes else { return .null }
    let dayLength = hasDay ? 3 : 0
    guard bytes.count >= dayLength else { throw .malformed("a date of \(bytes.count) bytes") }
    func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
      bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
    let day = number(bytes.suffix(dayLength))
    let ticks = number(bytes.dropLast(dayLength))
    let time = CalendarTicks.microseconds(ofTicks: ticks, scale: scale ?? 0)
    return .dateTime(day * CalendarTicks.microsecondsOfDay + time)
  }

  /// A value with one byte of length; nil when that is 0, which means NULL.
  private static func shortBytes(_ reader: inout WireReader) throws(TDSError) -> [UInt8]? {
    let length = Int(try reader.integer(UInt8.self))
    return length == 0 ? nil : try reader.bytes(length)
  }
}
