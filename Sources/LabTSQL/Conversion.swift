import Foundation
import LabEstate

/// CAST and CONVERT of one value, as "CAST and CONVERT (Transact-SQL)" has them.
struct Conversion {
  var source: TSQLType
  var target: TSQLType
  var style: Int?

  func convert(_ value: TSQLValue) throws -> TSQLValue {
    if value.isNull { return .null }
    switch target {
    case .bit: return try bit(value)
    case .tinyInt, .smallInt, .int, .bigInt: return .int(try integer(value))
    case .decimal(let precision, let scale): return try decimal(value, Int(precision), Int(scale))
    case .real, .float: return .double(try double(value))
    case .date, .time, .dateTime, .dateTime2: return .dateTime(try moment(value))
    case .uniqueIdentifier: return try uuid(value)
    case .nvarchar(let size), .varchar(let size): return .text(try text(value, size: size))
    case .varbinary(let size): return .bytes(try binary(value, size: size))
    case .sqlVariant: return value
    }
  }

  private func bit(_ value: TSQLValue) throws -> TSQLValue {
    switch value {
    case .bit: return value
    case .text(let text) where text.isSameName(as: "true"): return .bit(true)
    case .text(let text) where text.isSameName(as: "false"): return .bit(false)
    case .double(let number): return .bit(number != 0)
    default: return .bit(try Conversion(source: source, target: .bigInt).integer(value) != 0)
    }
  }

  private func integer(_ value: TSQLValue) throws -> Int64 {
    let number: Int64?
    switch value {
    case .bit(let flag): number = flag ? 1 : 0
    case .int(let whole): number = whole
    case .double(let real): number = Int64(exactly: real.rounded(.towardZero))
    case .decimal(let digits): number = Int64(digits.prefix { $0 != "." })
    case .text(let text):
      let trimmed = text.trimmingCharacters(in: .whitespaces)
      guard let parsed = trimmed.isEmpty ? 0 : Int64(trimmed) else { throw failed(text) }
      number = parsed
    case .bytes(let bytes):
      let unsigned = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      number =
        target == .int ? Int64(Int32(truncatingIfNeeded: unsigned)) : Int64(bitPattern: unsigned)
    case .dateTime(let moment):
      number = (moment - MomentText.epoch1900) / MomentText.perDay
    case .uuid, .null: throw explicit()
    }
    guard let number, range.contains(number) else { throw overflow() }
    return number
  }

  private var range: ClosedRange<Int64> {
    switch target {
    case .tinyInt: 0...255
    case .smallInt: Int64(Int16.min)...Int64(Int16.max)
    case .int: Int64(Int32.min)...Int64(Int32.max)
    default: Int64.min...Int64.max
    }
  }

  private func decimal(_ value: TSQLValue, _ precision: Int, _ scale: Int) throws -> TSQLValue {
    let number: Decimal?
    switch value {
    case .bit(let flag): number = flag ? 1 : 0
    case .int(let whole): number = Decimal(whole)
    case .double(let real): number = Decimal(real)
    case .decimal(let digits): number = DecimalDigits.parse(digits)
    case .text(let text): number = DecimalDigits.parse(text)
    default: throw explicit()
    }
    guard let number else {
      throw TSQLMessage(8114, "Error converting data type \(source.name) to \(target.name).")
    }
    let text = DecimalDigits.text(number, scale: scale)
    let whole = text.prefix { $0 != "." }.drop { "-0".contains($0) }
    guard whole.count <= precision - scale else { throw overflow() }
    return .decimal(text)
  }

  private func double(_ value: TSQLValue) throws -> Double {
    switch value {
    case .bit(let flag): return flag ? 1 : 0
    case .int(let whole): return Double(whole)
    case .double(let real): return real
    case .decimal(let digits): return Double(digits) ?? 0
    case .text(let text):
      if let number = Double(text.trimmingCharacters(in: .whitespaces)) { return number }
      throw TSQLMessage(8114, "Error converting data type \(source.name) to \(target.name).")
    default: throw explicit()
    }
  }

  private func moment(_ value: TSQLValue) throws -> Int64 {
    var moment: Int64
    switch value {
    case .dateTime(let microseconds):
      moment = microseconds
      if case .time = source, target != source { moment += MomentText.epoch1900 }
    case .text(let text):
      guard let parsed = MomentText.parse(text) else {
        throw TSQLMessage(
          241,
          "Conversion failed when converting date and/or time from character string."
        )
      }
      moment = parsed
    case .int(let days) where target == .dateTime:
      moment = MomentText.epoch1900 + days * MomentText.perDay
    default: throw explicit()
    }
    switch target {
    case .date: return moment - moment % MomentText.perDay
    case .time: return moment % MomentText.perDay
    case .dateTime2(let scale): return Self.rounded(moment, places: Int(scale))
    default:
      // datetime counts three-hundredths of a second.
      let ticks = (Double(moment % 1_000_000) * 3 / 10_000).rounded()
      let milliseconds = (ticks * 10 / 3).rounded()
      return moment - moment % 1_000_000 + Int64(milliseconds) * 1000
    }
  }

  private static func rounded(_ moment: Int64, places: Int) -> Int64 {
    guard places < 6 else { return moment }
    let step = Int64((0..<(6 - places)).reduce(1) { product, _ in product * 10 })
    return (moment + step / 2) / step * step
  }

  private func uuid(_ value: TSQLValue) throws -> TSQLValue {
    switch value {
    case .uuid: return value
    case .bytes(let bytes) where bytes.count >= 16: return .uuid(Array(bytes.prefix(16)))
    case .text(let text):
      let digits = text.filter { !"{}-".contains($0) }
      if let blob = Blob(hex: digits), blob.bytes.count == 16 { return .uuid(blob.bytes) }
      throw TSQLMessage(
        8169,
        "Conversion failed when converting from a character string to uniqueidentifier."
      )
    default: throw explicit()
    }
  }

  func text(_ value: TSQLValue, size: Int?) throws -> String {
    let text: String
    switch value {
    case .null: text = ""
    case .bit(let flag): text = flag ? "1" : "0"
    case .int(let number): text = String(number)
    case .double(let number): text = Self.general(number)
    case .decimal(let digits): text = digits
    case .text(let characters): text = characters
    case .uuid(let bytes): text = TSQLValue.uuidText(bytes)
    case .dateTime(let moment):
      guard let formatted = MomentText.format(moment, source, style: style) else {
        throw TSQLMessage(
          281,
          "\(style ?? 0) is not a valid style number when converting from \(source.name) to a "
            + "character string."
        )
      }
      text = formatted
    case .bytes(let bytes):
      switch style ?? 0 {
      case 1: text = "0x" + Blob(bytes).hex
      case 2: text = Blob(bytes).hex
      default: text = Self.characters(bytes, isWide: target.code.hasPrefix("nvarchar"))
      }
    }
    guard let size, text.utf16.count > size else { return text }
    return String(decoding: Array(text.utf16.prefix(size)), as: UTF16.self)
  }

  private func binary(_ value: TSQLValue, size: Int?) throws -> [UInt8] {
    let bytes: [UInt8]
    switch value {
    case .bytes(let same): bytes = same
    case .uuid(let same): bytes = same
    case .bit(let flag): bytes = [flag ? 1 : 0]
    case .int(let number):
      let width = source == .bigInt ? 8 : source == .smallInt ? 2 : source == .tinyInt ? 1 : 4
      bytes = (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    case .text(let text):
      switch style ?? 0 {
      case 1, 2:
        guard style == 2 || text.lowercased().hasPrefix("0x"), let blob = Blob(hex: text) else {
          throw TSQLMessage(8114, "Error converting data type \(source.name) to \(target.name).")
        }
        bytes = blob.bytes
      default:
        if case .varchar = source {
          bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        } else {
          bytes = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        }
      }
    default: throw explicit()
    }
    return size.map { Array(bytes.prefix($0)) } ?? bytes
  }

  private static func characters(_ bytes: [UInt8], isWide: Bool) -> String {
    guard isWide else { return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) }
    let units = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map { index in
      UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// At most six digits, as style 0 of CONVERT writes float.
  private static func general(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1_000_000 { return String(Int64(number)) }
    return String(format: "%.6g", number)
  }

  private func failed(_ text: String) -> TSQLMessage {
    TSQLMessage(
      245,
      "Conversion failed when converting the \(source.name) value '\(text)' to data type "
        + "\(target.name)."
    )
  }

  private func overflow() -> TSQLMessage {
    TSQLMessage(
      8115,
      "Arithmetic overflow error converting \(source.name) to data type \(target.name)."
    )
  }

  private func explicit() -> TSQLMessage {
    TSQLMessage(
      529,
      "Explicit conversion from data type \(source.name) to \(target.name) is not allowed."
    )
  }
}
