import Foundation
import LabEstate

/// Exact decimal arithmetic on digits, within the 38 places of `numeric`.
enum DecimalDigits {
  static func parse(_ text: String) -> Decimal? {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    guard !trimmed.isEmpty, trimmed.allSatisfy({ $0.isNumber || ".+-eE".contains($0) }) else {
      return nil
    }
    return Decimal(string: trimmed, locale: Locale(identifier: "en_US_POSIX"))
  }

  /// Digits with exactly so many places after the point.
  static func text(_ value: Decimal, scale: Int) -> String {
    var value = value
    var rounded = Decimal()
    NSDecimalRound(&rounded, &value, scale, .plain)
    var text = rounded.description
    guard scale > 0 else { return text }
    let places: Int
    if let point = text.firstIndex(of: ".") {
      places = text.distance(from: point, to: text.endIndex) - 1
    } else {
      text += "."
      places = 0
    }
    return text + String(repeating: "0", count: max(0, scale - places))
  }

  static func text(of number: Double) -> String { Decimal(number).description }

  /// -1, 0 or 1.
  static func compare(_ left: String, _ right: String) -> Int64 {
    guard let left = parse(left), let right = parse(right) else { return left < right ? -1 : 1 }
    return left < right ? -1 : left == right ? 0 : 1
  }

  /// Text that sorts as the number does.
  static func sortKey(_ digits: String) -> String {
    let isNegative = digits.hasPrefix("-")
    let parts = digits.drop { "+-".contains($0) }
      .split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.map(String.init) ?? ""
    let padded = String(repeating: "0", count: max(0, 40 - whole.count)) + whole
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let filled = fraction + String(repeating: "0", count: max(0, 38 - fraction.count))
    let key = padded + filled
    guard isNegative, key.contains(where: { $0 != "0" }) else { return "1" + key }
    return "0" + key.map { $0.wholeNumberValue.map { String(9 - $0) } ?? "" }.joined()
  }

  static func compute(
    _ symbol: String,
    _ left: Decimal,
    _ right: Decimal
  ) throws -> Decimal {
    switch symbol {
    case "+": return left + right
    case "-": return left - right
    case "*": return left * right
    default:
      guard right != 0 else { throw TSQLMessage(8134, "Divide by zero error encountered.") }
      if symbol == "/" { return left / right }
      var quotient = left / right
      var whole = Decimal()
      NSDecimalRound(&whole, &quotient, 0, quotient < 0 ? .up : .down)
      return left - whole * right
    }
  }

  /// "Precision, scale, and length (Transact-SQL)".
  static func resultType(_ symbol: String, _ left: TSQLType, _ right: TSQLType) -> TSQLType {
    let (p1, s1) = left.digits
    let (p2, s2) = right.digits
    var precision: Int
    var scale: Int
    switch symbol {
    case "*": (precision, scale) = (p1 + p2 + 1, s1 + s2)
    case "/":
      scale = max(6, s1 + p2 + 1)
      precision = p1 - s1 + s2 + scale
    case "%": (precision, scale) = (min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    default:
      scale = max(s1, s2)
      precision = max(p1 - s1, p2 - s2) + scale + 1
    }
    if precision > 38 {
      if symbol == "*" || symbol == "/" {
        scale = max(min(scale, 6), scale - (precision - 38))
      } else {
        scale = max(0, min(scale, 38 - (precision - scale)))
      }
      precision = 38
    }
    return .decimal(precision: UInt8(precision), scale: UInt8(scale))
  }
}
