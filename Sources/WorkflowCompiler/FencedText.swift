import WorkflowSyntax

/// A scalar's text cut at its fences.
struct FencedText {
  enum Piece {
    case text(String)
    /// What stands between `${{` and `}}`.
    case fence(Range<Int>)
  }

  let scalars: [Unicode.Scalar]
  let pieces: [Piece]

  init(_ scalar: Scalar) throws(ExpressionProblem) {
    let scalars = Array(scalar.text.unicodeScalars)
    self.scalars = scalars
    var pieces: [Piece] = []
    var start = 0
    var at = 0
    func text(to end: Int) {
      guard end > start else { return }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[start..<end])
      pieces.append(.text(String(view)))
    }
    while at < scalars.count {
      guard Self.begins("${{", scalars, at) else {
        at += 1
        continue
      }
      text(to: at)
      let end = try Self.end(of: scalars, from: at)
      pieces.append(.fence(at + 3..<end))
      at = end + 2
      start = at
    }
    text(to: scalars.count)
    self.pieces = pieces
  }

  /// The one fence that is the whole value; a block scalar ends with a line break of its own.
  func whole(style: Scalar.Style) -> Range<Int>? {
    guard case .fence(let range)? = pieces.first else { return nil }
    if pieces.count == 1 { return range }
    guard style == .block, pieces.count == 2, case .text(let rest) = pieces[1],
      rest.allSatisfy(\.isWhitespace)
    else { return nil }
    return range
  }

  var hasFence: Bool {
    pieces.contains { if case .fence = $0 { true } else { false } }
  }

  /// The index of the `}}` that ends the fence; those inside strings do not count.
  private static func end(
    of scalars: [Unicode.Scalar],
    from start: Int
  ) throws(ExpressionProblem) -> Int {
    var isInString = false
    for at in start + 3..<max(start + 3, scalars.count) {
      if scalars[at] == "'" { isInString.toggle() }
      if isInString { continue }
      if begins("}}", scalars, at) { return at }
      if begins("${{", scalars, at) {
        throw ExpressionProblem(
          detail: "A fence stands inside a fence.",
          remedy: "Inside a fence a name stands by itself: inputs.name",
          range: at..<at + 3
        )
      }
    }
    throw ExpressionProblem(
      detail: isInString
        ? "The fence has no end: a string in it is not closed." : "The fence has no end.",
      remedy: "Close it with }}",
      range: start..<start + 3
    )
  }

  private static func begins(_ mark: String, _ scalars: [Unicode.Scalar], _ at: Int) -> Bool {
    scalars[at...].starts(with: mark.unicodeScalars)
  }
}

extension SyntaxNode {
  /// Whether an expression stands anywhere in it.
  var hasFence: Bool {
    switch self {
    case .scalar(let scalar): scalar.text.contains("${{")
    case .sequence(let items): items.value.contains(where: \.hasFence)
    case .mapping(let entries): entries.value.contains { $0.value.hasFence }
    }
  }
}
