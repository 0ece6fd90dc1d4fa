/// Finds for each Unicode scalar of a scalar's content where it stands in the source.
///
/// Folding and escapes: YAML 1.2, sections 7.3 and 8.1.
struct ContentAlignment {
  private let source: ArraySlice<Unicode.Scalar>
  private let content: [Unicode.Scalar]
  private let style: YAMLEvent.ScalarStyle
  private var at: Int
  private var indentation = 0

  /// Takes the source from the scalar's start mark to its end mark.
  init(
    _ content: [Unicode.Scalar],
    in source: ArraySlice<Unicode.Scalar>,
    style: YAMLEvent.ScalarStyle
  ) {
    self.source = source
    self.content = content
    self.style = style
    at = source.startIndex
  }

  /// One source index for each scalar of the content, or nil when they do not match up.
  mutating func indices() -> [Int]? {
    begin()
    var found: [Int] = []
    found.reserveCapacity(content.count)
    for (position, scalar) in content.enumerated() {
      let next = position + 1 < content.count ? content[position + 1] : nil
      let matched =
        switch style {
        case .literal, .folded: block(scalar, before: next)
        case .plain, .singleQuoted, .doubleQuoted: flow(scalar, before: next)
        }
      guard let index = matched else { return nil }
      found.append(index)
    }
    return found
  }

  private mutating func begin() {
    switch style {
    case .plain: break
    case .singleQuoted, .doubleQuoted: at += 1
    case .literal, .folded:
      at = source[at...].firstIndex(where: SourceText.isBreak) ?? source.endIndex
      skipBreak()
      // What is left of the first line's spaces in the content is not indentation.
      indentation = Self.leadingSpaces(source[at...]) - Self.leadingSpaces(content[...])
      skipIndentation()
    }
  }

  /// How many spaces precede the first text.
  private static func leadingSpaces(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
    let text = scalars.firstIndex { $0 != " " && !SourceText.isBreak($0) } ?? scalars.endIndex
    return scalars[..<text].reversed().prefix { $0 == " " }.count
  }

  private mutating func flow(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Int? {
    while style == .doubleQuoted, peek == "\\", let escaped = peek(1), SourceText.isBreak(escaped) {
      at += 1
      skipSpace()
    }
    guard let current = peek else { return nil }
    let index = at
    if style == .doubleQuoted, current == "\\" {
      switch peek(1) {
      case "x": at += 4
      case "u": at += 6
      case "U": at += 10
      default: at += 2
      }
      return index
    }
    if isFold {
      guard scalar == " " || scalar == "\n" else { return nil }
      if next != "\n" { skipSpace() }
      return index
    }
    guard current == scalar else { return nil }
    at += style == .singleQuoted && scalar == "'" ? 2 : 1
    return index
  }

  private mutating func block(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Int? {
    guard let current = peek else { return scalar == "\n" ? source.endIndex : nil }
    let index = at
    if SourceText.isBreak(current) {
      guard scalar == "\n" || (style == .folded && scalar == " ") else { return nil }
      repeat {
        skipBreak()
        skipIndentation()
      } while style == .folded && next != "\n" && peek.map(SourceText.isBreak) == true
      return index
    }
    guard current == scalar else { return nil }
    at += 1
    return index
  }

  /// Whether white space with a line break in it begins here.
  private var isFold: Bool {
    let rest = source[min(at, source.endIndex)...].drop(while: SourceText.isBlank)
    return rest.first.map(SourceText.isBreak) ?? false
  }

  private var peek: Unicode.Scalar? { peek(0) }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    source.indices.contains(at + distance) ? source[at + distance] : nil
  }

  private mutating func skipSpace() {
    while let scalar = peek, SourceText.isBlank(scalar) || SourceText.isBreak(scalar) { at += 1 }
  }

  private mutating func skipBreak() {
    guard let scalar = peek, SourceText.isBreak(scalar) else { return }
    at += scalar == "\r" && peek(1) == "\n" ? 2 : 1
  }

  private mutating func skipIndentation() {
    var left = indentation
    while left > 0, peek == " " {
      at += 1
      left -= 1
    }
  }
}
