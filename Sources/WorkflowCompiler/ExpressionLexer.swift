import Foundation
import WorkflowModel

/// Cuts the text between `${{` and `}}` into tokens.
struct ExpressionLexer {
  private let scalars: ArraySlice<Unicode.Scalar>
  private var at: Int

  /// Takes a part of a scalar's text; token ranges are those of the whole text.
  init(_ scalars: ArraySlice<Unicode.Scalar>) {
    self.scalars = scalars
    at = scalars.startIndex
  }

  mutating func next() throws(ExpressionProblem) -> ExpressionToken {
    while let scalar = peek, scalar.properties.isWhitespace { at += 1 }
    let start = at
    guard let scalar = peek else { return token(.end, from: start) }
    switch scalar {
    case "'": return try string()
    case "0"..."9": return number()
    case "a"..."z", "A"..."Z", "_": return try word()
    default: return try symbol(scalar)
    }
  }

  private mutating func string() throws(ExpressionProblem) -> ExpressionToken {
    let start = at
    var text = String.UnicodeScalarView()
    at += 1
    while let scalar = peek {
      at += 1
      guard scalar == "'" else {
        text.append(scalar)
        continue
      }
      guard peek == "'" else { return token(.literal(.string(String(text))), from: start) }
      text.append("'")
      at += 1
    }
    throw problem("The string that begins here has no end.", from: start)
  }

  /// Digits, and with a point and more digits a decimal; exact, however long.
  private mutating func number() -> ExpressionToken {
    let start = at
    skipDigits()
    var isDecimal = false
    if peek == ".", let after = peek(1), "0"..."9" ~= after {
      isDecimal = true
      at += 1
      skipDigits()
    }
    let text = written(from: start)
    if !isDecimal, let value = Int64(text) { return token(.literal(.int(value)), from: start) }
    let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
    return token(.literal(.decimal(value ?? .nan)), from: start)
  }

  private mutating func word() throws(ExpressionProblem) -> ExpressionToken {
    let start = at
    while let scalar = peek, Self.isWordPart(scalar) { at += 1 }
    let text = written(from: start)
    if let symbol = ["and": "&&", "or": "||", "not": "!"][text] {
      throw problem("'\(text)' is no operator.", remedy: "Write \(symbol)", from: start)
    }
    return token(.name(text), from: start)
  }

  private mutating func symbol(
    _ scalar: Unicode.Scalar
  ) throws(ExpressionProblem) -> ExpressionToken {
    let start = at
    let pair = peek(1).map { "\(scalar)\($0)" } ?? ""
    if pair.count == 2, let op = Expression.BinaryOperator(rawValue: pair) {
      at += 2
      return token(.binary(op), from: start)
    }
    at += 1
    let punctuation: [Unicode.Scalar: ExpressionToken.Kind] = [
      "!": .not, ".": .dot, ",": .comma, "(": .open, ")": .close, "[": .openIndex,
      "]": .closeIndex,
    ]
    if let kind = punctuation[scalar] { return token(kind, from: start) }
    if let op = Expression.BinaryOperator(rawValue: String(scalar)) {
      return token(.binary(op), from: start)
    }
    let remedies: [Unicode.Scalar: String] = [
      "\"": "Strings stand in single quotes: 'text'",
      "=": "Write == to compare.",
      "&": "Write && for and.",
      "|": "Write || for or.",
      "?": "Write if(condition, value, other value)",
      "$": "Inside a fence a name stands by itself: inputs.name",
    ]
    throw problem(
      "'\(scalar)' means nothing in an expression.",
      remedy: remedies[scalar],
      from: start
    )
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  private var peek: Unicode.Scalar? { peek(0) }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    scalars.indices.contains(at + distance) ? scalars[at + distance] : nil
  }

  private mutating func skipDigits() {
    while let scalar = peek, "0"..."9" ~= scalar { at += 1 }
  }

  private func written(from start: Int) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[start..<at])
    return String(view)
  }

  private func token(_ kind: ExpressionToken.Kind, from start: Int) -> ExpressionToken {
    ExpressionToken(kind: kind, text: written(from: start), range: start..<at)
  }

  private func problem(
    _ detail: String,
    remedy: String? = nil,
    from start: Int
  ) -> ExpressionProblem {
    ExpressionProblem(detail: detail, remedy: remedy, range: start..<at)
  }
}
