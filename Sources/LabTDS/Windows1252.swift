/// The code page of the lab's collation: Latin-1 with 27 characters where that has controls.
enum Windows1252 {
  private static let high: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]

  private static let bytes = Dictionary(
    uniqueKeysWithValues: high.enumerated().map { ($1, UInt8(0x80 + $0)) }
  )

  /// A question mark stands for what the code page lacks, as it does on SQL Server.
  static func encode(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0..<0x80, 0xA0...0xFF: UInt8(scalar.value)
      default: UInt16(exactly: scalar.value).flatMap { bytes[$0] } ?? UInt8(ascii: "?")
      }
    }
  }

  static func decode(_ bytes: [UInt8]) -> String {
    let units = bytes.map { (0x80..<0xA0).contains($0) ? high[Int($0) - 0x80] : UInt16($0) }
    return String(decoding: units, as: UTF16.self)
  }
}
