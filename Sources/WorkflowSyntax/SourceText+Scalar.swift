import WorkflowDiagnostics

extension SourceText {
  /// A scalar with its places; those inside its text only where an expression may need them.
  func scalar(
    _ text: String,
    _ style: YAMLEvent.ScalarStyle,
    from start: SourceMark,
    to end: SourceMark
  ) -> Scalar {
    let isQuoted = style == .singleQuoted || style == .doubleQuoted
    let first = Scalar.Place(line: start.line, column: start.column + (isQuoted ? 1 : 0))
    var scalar = Scalar(
      text,
      style: isQuoted ? .quoted : style == .plain ? .plain : .block,
      at: location(from: start, to: end),
      origin: first
    )
    guard text.contains("${{") else { return scalar }
    let content = Array(text.unicodeScalars)
    let begin = start.index + (isQuoted ? 1 : 0)
    if scalars[begin...].starts(with: content) { return scalar }
    var alignment = ContentAlignment(content, in: scalars[start.index..<end.index], style: style)
    let indices = alignment.indices() ?? Array(repeating: begin, count: content.count)
    scalar.places = places(of: indices, from: start)
    return scalar
  }

  /// Lines and columns of rising indices, the first of which is not before the mark.
  private func places(of indices: [Int], from mark: SourceMark) -> [Scalar.Place] {
    var place = Scalar.Place(line: mark.line, column: mark.column)
    var at = mark.index
    return indices.map { index in
      while at < index {
        if Self.isBreak(scalars[at]) {
          let isHalf = scalars[at] == "\r" && at + 1 < scalars.count && scalars[at + 1] == "\n"
          if !isHalf { place = Scalar.Place(line: place.line + 1, column: 0) }
        }
        place.column += 1
        at += 1
      }
      return place
    }
  }
}
