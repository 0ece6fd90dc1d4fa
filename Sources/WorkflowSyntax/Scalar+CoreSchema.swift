package import Foundation

/// The core schema of YAML 1.2, section 10.3.2, applied only where a position asks for it.
///
/// So `no`, `1.10` and `12:30` stay the texts that they are; a quoted scalar is always a text.
extension Scalar {
  package var isNull: Bool {
    style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
  }

  package var asBool: Bool? {
    guard style == .plain else { return nil }
    return switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  package var asInt: Int64? {
    guard style == .plain else { return nil }
    if text.hasPrefix("0o") { return Self.unsigned(text.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return Self.unsigned(text.dropFirst(2), radix: 16) }
    return Int64(text)
  }

  package var asDecimal: Decimal? {
    guard style == .plain, Self.isNumber(text) else { return nil }
    return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
  }

  private static func unsigned(_ digits: Substring, radix: Int) -> Int64? {
    digits.first == "-" || digits.first == "+" ? nil : Int64(digits, radix: radix)
  }

  // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
  private static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    func skipSign() { if rest.first == "-" || rest.first == "+" { rest.removeFirst() } }
    func skipDigits() -> Int {
      let digits = rest.prefix { "0"..."9" ~= $0 }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    skipSign()
    var digits = skipDigits()
    if rest.first == "." {
      rest.removeFirst()
      digits += skipDigits()
    }
    guard digits > 0 else { return false }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      skipSign()
      guard skipDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
