extension Diagnostic {
  /// The diagnostic as people read it in a terminal: place, code, sentence, source line, help.
  ///
  /// Ends without a line break. Without a source, or when its line may hold a secret, the excerpt
  /// is left out.
  public func rendered(source: String?) -> String {
    rendered(source: source, hidden: [])
  }

  func rendered(source: String?, hidden: Set<Int>) -> String {
    let place = location.map { "\($0): " } ?? ""
    var lines = ["\(place)\(severity.rawValue)[\(code)]: \(detail)"]
    if let location, let source, !mayShowSecret, !hidden.contains(location.line) {
      lines += Excerpt(location, in: source)?.lines ?? []
    }
    if let remedy {
      let parts = remedy.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        lines.append((index == 0 ? "  help: " : "        ") + part)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Whether the place that it points at may be a secret written out.
  var mayShowSecret: Bool { code == .secretLiteral || code == .invalidSecretReference }
}

extension Sequence<Diagnostic> {
  /// All diagnostics as text, an empty line between them.
  ///
  /// A line that one of them calls a written-out secret is shown for none of them.
  public func rendered(source: (_ file: String) -> String?) -> String {
    var hidden: [String: Set<Int>] = [:]
    for diagnostic in self where diagnostic.mayShowSecret {
      guard let location = diagnostic.location else { continue }
      hidden[location.file, default: []].insert(location.line)
    }
    return map { diagnostic in
      guard let file = diagnostic.location?.file else { return diagnostic.rendered(source: nil) }
      return diagnostic.rendered(source: source(file), hidden: hidden[file] ?? [])
    }.joined(separator: "\n\n")
  }
}

/// A source line with carets under a part of it.
private struct Excerpt {
  let lines: [String]

  init?(_ location: SourceLocation, in source: String) {
    guard let line = Self.line(location.line, of: source), !Self.namesSecret(line) else {
      return nil
    }
    let number = String(location.line)
    let gutter = String(repeating: " ", count: number.count)
    let scalars = Array(line.unicodeScalars)
    let column = location.column - 1
    // Of a very long line the part around the place.
    let start = scalars.count > 160 ? max(0, min(column, scalars.count) - 80) : 0
    let end = min(scalars.count, start + 160)
    let before = scalars[start..<max(start, min(column, end))]
    // A tab is as wide in the line of carets as in the line above it.
    var padding = String(before.map { $0 == "\t" ? "\t" : " " })
    padding += String(repeating: " ", count: column - start - before.count)
    let carets = String(repeating: "^", count: max(1, min(location.length, end - column)))
    let shown = Self.text(scalars[start..<end])
    lines = ["  \(number) | \(shown)", "  \(gutter) | \(padding)\(carets)"]
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The line breaks are those that YAML readers count: YAML 1.1, section 5.4.
  private static func line(_ number: Int, of source: String) -> String? {
    var current = 1
    var line = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in source.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where afterReturn:
        continue
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        if current == number { return String(line) }
        current += 1
      case "\u{FEFF}" where current == 1 && line.isEmpty:
        continue
      default:
        if current == number { line.append(scalar) }
      }
    }
    return current == number ? String(line) : nil
  }

  /// Whether a key in the line asks for a secret and something else than a reference follows.
  private static func namesSecret(_ line: String) -> Bool {
    let lowered = line.lowercased()
    for word in ["password", "secret", "token", "pwd"] {
      for range in lowered.ranges(of: word) {
        let rest = lowered[range.upperBound...].drop { $0 == "'" || $0 == "\"" || $0 == " " }
        guard rest.first == ":" else { continue }
        let value = rest.dropFirst().drop { $0 == " " || $0 == "'" || $0 == "\"" }
        let isHarmless = ["", "${{", "{", "env://", "file://", "#"].contains { start in
          start.isEmpty ? value.isEmpty : value.hasPrefix(start)
        }
        if !isHarmless { return true }
      }
    }
    return false
  }
}
