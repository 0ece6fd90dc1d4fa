import Foundation

/// The ways in which one value is written in requests, statements and answers.
struct SecretForms {
  private let value: String
  private let bytes: [UInt8]

  init(of value: String) {
    self.value = value
    bytes = Array(value.utf8)
  }

  var all: Set<[UInt8]> {
    let texts = quoted + percentEncoded + json + hexadecimal + base64
    return Set(texts.map { Array($0.utf8) }.filter { $0.count >= Redaction.minimumLength })
  }

  /// As it is, and inside T-SQL strings, T-SQL names and ODBC's braces.
  private var quoted: [String] {
    [value] + ["'", "]", "}"].map { value.replacing($0, with: $0 + $0) }
  }

  /// As in a query or a form: RFC 3986's unreserved characters stay, in either case of hex digit.
  private var percentEncoded: [String] {
    let unreserved = CharacterSet(charactersIn: "-._~").union(
      .init(charactersIn: Self.alphanumerics)
    )
    guard let upper = value.addingPercentEncoding(withAllowedCharacters: unreserved) else {
      return []
    }
    let lower = upper.replacing(#/%[0-9A-F]{2}/#) { $0.output.lowercased() }
    return [upper, lower].flatMap { [$0, $0.replacing("%20", with: "+")] }
  }

  /// As a JSON string's content, with and without escaped solidus and other than ASCII characters.
  private var json: [String] {
    let plain = escaped(asciiOnly: false)
    let ascii = escaped(asciiOnly: true)
    return [plain, ascii].flatMap { [$0, $0.replacing("/", with: #"\/"#)] }
  }

  private func escaped(asciiOnly: Bool) -> String {
    var text = ""
    for unit in value.unicodeScalars {
      switch unit {
      case "\"": text += #"\""#
      case "\\": text += #"\\"#
      case "\n": text += #"\n"#
      case "\r": text += #"\r"#
      case "\t": text += #"\t"#
      case _ where unit.value < 0x20 || (asciiOnly && !unit.isASCII):
        for half in String(unit).utf16 {
          let digits = String(half, radix: 16)
          text += #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(unit)
      }
    }
    return text
  }

  /// As a binary literal of its UTF-8 or of the UTF-16 that SQL Server keeps.
  private var hexadecimal: [String] {
    let wide = value.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    return [bytes, wide].flatMap { bytes in
      let lower = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return [lower, lower.uppercased()]
    }
  }

  /// Alone, and at each of the three places that it can have inside a longer encoded text.
  ///
  /// Characters that depend on a neighbour's bits are left off.
  private var base64: [String] {
    let inside = (0..<3).map { offset in
      let padded = Data(repeating: 0, count: offset) + Data(bytes)
      let text = padded.base64EncodedString().filter { $0 != "=" }
      let leading = [0, 2, 3][offset]
      let trailing = padded.count.isMultiple(of: 3) ? 0 : 1
      return String(text.dropFirst(leading).dropLast(trailing))
    }
    let standard = [Data(bytes).base64EncodedString()] + inside
    return standard + standard.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
  }

  private static let alphanumerics =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}
