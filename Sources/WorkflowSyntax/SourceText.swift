import WorkflowDiagnostics

/// The text of a file by Unicode scalar, which is how libyaml counts.
struct SourceText {
  let file: String
  let scalars: [Unicode.Scalar]
  /// UTF-8 without a byte-order mark, which libyaml would count as a column.
  let bytes: [UInt8]

  init(_ text: String, file: String) {
    self.file = file
    let scalars = Array(text.unicodeScalars)
    self.scalars = scalars.first == "\u{FEFF}" ? Array(scalars.dropFirst()) : scalars
    var body = String.UnicodeScalarView()
    body.append(contentsOf: self.scalars)
    bytes = Array(String(body).utf8)
  }

  /// From a mark to another, cut at the end of the first mark's line.
  func location(from start: SourceMark, to end: SourceMark) -> SourceLocation {
    var length = end.index - start.index
    if end.line != start.line {
      let line = scalars[min(start.index, scalars.count)...].prefix { !Self.isBreak($0) }
      length = line.count
    }
    return SourceLocation(
      file: file,
      line: start.line,
      column: start.column,
      length: length
    )
  }

  /// The place of a byte that libyaml's reader stopped at.
  func location(ofByte offset: Int) -> SourceLocation {
    var line = 1
    var column = 1
    for scalar in String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars {
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return SourceLocation(file: file, line: line, column: column)
  }

  /// The line a mark stands in, as text.
  func line(at mark: SourceMark) -> String {
    let start = max(0, min(mark.index, scalars.count) - (mark.column - 1))
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[start...].prefix { !Self.isBreak($0) })
    return String(view)
  }

  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}

/// A position as libyaml tells it; line and column counted from 1.
struct SourceMark {
  var index: Int
  var line: Int
  var column: Int
}
