import Foundation
import LabEstate

extension ScalarFunction {
  /// Functions on text.
  static let textFunctions: [ScalarFunction] = [
    ScalarFunction("LEN", 1...1, [.nvarchar(nil)], .int) { values, _ in
      let text = values.text(0)
      let trailing = text.reversed().prefix { $0 == " " }.count
      return .int(Int64(text.utf16.count - trailing))
    },
    ScalarFunction("DATALENGTH", 1...1, [nil], isStrict: true, result: { _ in .int }) { values, _ in
      switch values[0] {
      case .text(let text): .int(Int64(text.utf16.count * 2))
      case .bytes(let bytes): .int(Int64(bytes.count))
      case .uuid: .int(16)
      case .bit: .int(1)
      case .int: .int(4)
      default: .int(8)
      }
    },
    ScalarFunction("UPPER", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(values.text(0).uppercased())
    },
    ScalarFunction("LOWER", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(values.text(0).lowercased())
    },
    ScalarFunction("LTRIM", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(String(values.text(0).drop { $0 == " " }))
    },
    ScalarFunction("RTRIM", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(trimmedEnd(values.text(0)))
    },
    ScalarFunction("TRIM", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(trimmedEnd(String(values.text(0).drop { $0 == " " })))
    },
    ScalarFunction("LEFT", 2...2, [.nvarchar(nil), .int], result: sameText) { values, _ in
      .text(String(values.text(0).prefix(max(0, Int(values.int(1))))))
    },
    ScalarFunction("RIGHT", 2...2, [.nvarchar(nil), .int], result: sameText) { values, _ in
      .text(String(values.text(0).suffix(max(0, Int(values.int(1))))))
    },
    ScalarFunction("SUBSTRING", 3...3, [nil, .int], result: sameText) { values, _ in
      let start = Int(values.int(1)) - 1
      let end = start + max(0, Int(values.int(2)))
      if case .bytes(let bytes) = values[0] {
        return .bytes(Array(bytes.dropFirst(max(0, start)).prefix(max(0, end - max(0, start)))))
      }
      let rest = values.text(0).dropFirst(max(0, start))
      return .text(String(rest.prefix(max(0, end - max(0, start)))))
    },
    ScalarFunction("REPLACE", 3...3, [.nvarchar(nil)], .nvarchar(nil)) { values, _ in
      guard !values.text(1).isEmpty else { return values[0] }
      return .text(
        values.text(0)
          .replacingOccurrences(of: values.text(1), with: values.text(2), options: .caseInsensitive)
      )
    },
    ScalarFunction("REPLICATE", 2...2, [.nvarchar(nil), .int], .nvarchar(nil)) { values, _ in
      .text(String(repeating: values.text(0), count: max(0, Int(values.int(1)))))
    },
    ScalarFunction("REVERSE", 1...1, [.nvarchar(nil)], result: sameText) { values, _ in
      .text(String(values.text(0).reversed()))
    },
    ScalarFunction("CHARINDEX", 2...3, [.nvarchar(nil), .nvarchar(nil), .int], .int) { values, _ in
      let skipped = max(0, Int(values.int(2)) - 1)
      let text = String(values.text(1).dropFirst(skipped))
      guard let range = text.range(of: values.text(0), options: .caseInsensitive) else {
        return .int(0)
      }
      return .int(Int64(text.distance(from: text.startIndex, to: range.lowerBound) + skipped + 1))
    },
    ScalarFunction("QUOTENAME", 1...2, [.nvarchar(128)], .nvarchar(258)) { values, _ in
      let mark = values.count > 1 ? values.text(1) : "["
      let (open, close) = mark == "[" || mark == "]" ? ("[", "]") : (mark, mark)
      return .text(open + values.text(0).replacing(close, with: close + close) + close)
    },
    ScalarFunction("PARSENAME", 2...2, [.nvarchar(128), .int], .nvarchar(128)) { values, _ in
      let parts = values.text(0).split(separator: ".").reversed().map { unquoted($0) }
      let index = Int(values.int(1)) - 1
      return parts.indices.contains(index) ? .text(parts[index]) : .null
    },
    ScalarFunction("CONCAT", 2...254, [.nvarchar(nil)], .nvarchar(nil), isStrict: false) {
      values,
      _ in
      .text(values.indices.map { values.text($0) }.joined())
    },
    ScalarFunction("CHAR", 1...1, [.int], .varchar(1)) { values, _ in
      Unicode.Scalar(UInt32(clamping: values.int(0))).map { .text(String($0)) } ?? .null
    },
    ScalarFunction("NCHAR", 1...1, [.int], .nvarchar(1)) { values, _ in
      Unicode.Scalar(UInt32(clamping: values.int(0))).map { .text(String($0)) } ?? .null
    },
    ScalarFunction("UNICODE", 1...1, [.nvarchar(nil)], .int) { values, _ in
      values.text(0).utf16.first.map { .int(Int64($0)) } ?? .null
    },
  ]

  @Sendable private static func sameText(_ types: [TSQLType]) -> TSQLType {
    guard let first = types.first, first.isText || first.isBinary else { return .nvarchar(4000) }
    return first
  }

  private static func trimmedEnd(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
