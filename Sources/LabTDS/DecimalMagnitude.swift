import NIOCore

/// A decimal as the wire has it: a sign, and a whole number to be divided by a power of ten.
struct DecimalMagnitude: Hashable {
  var isNegative: Bool
  var magnitude: UInt128

  static let largestPrecision = 38

  /// Bytes of a value: the sign and 4, 8, 12 or 16 bytes.
  static func valueLength(precision: UInt8) -> Int {
    switch precision {
    case ...9: 5
    case ...19: 9
    case ...28: 13
    default: 17
    }
  }

  init(isNegative: Bool, magnitude: UInt128) {
    self.isNegative = isNegative
    self.magnitude = magnitude
  }

  /// Reads digits such as `-12.50` at the scale, rounding half away from zero as T-SQL does; nil
  /// when they are no number or have no room in the precision.
  init?(digits: String, precision: UInt8, scale: UInt8) {
    var text = Substring(digits)
    isNegative = text.first == "-"
    if text.first == "-" || text.first == "+" { text.removeFirst() }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first else { return nil }
    let fraction = parts.count > 1 ? parts[1] : ""
    guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
    var magnitude: UInt128 = 0
    let kept = fraction.prefix(Int(scale))
    let padding = String(repeating: "0", count: Int(scale) - kept.count)
    for character in whole + kept + padding {
      guard let digit = character.wholeNumberValue, character.isASCII else { return nil }
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      magnitude = product + UInt128(digit)
    }
    if let next = fraction.dropFirst(Int(scale)).first, let digit = next.wholeNumberValue {
      magnitude += digit >= 5 ? 1 : 0
    }
    guard magnitude < Self.powerOfTen(min(Int(precision), Self.largestPrecision)) else {
      return nil
    }
    self.magnitude = magnitude
  }

  func digits(scale: UInt8) -> String {
    var text = String(magnitude)
    if scale > 0 {
      text = String(repeating: "0", count: max(0, Int(scale) + 1 - text.count)) + text
      text.insert(".", at: text.index(text.endIndex, offsetBy: -Int(scale)))
    }
    return isNegative && magnitude > 0 ? "-" + text : text
  }

  static func powerOfTen(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
