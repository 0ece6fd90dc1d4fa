import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// What stands behind `-i name=` or its like: a text that a shell has already taken out of its quotes.
struct OptionValue {
  var text: String
  /// The option with the name, as a person typed it: `-i name`.
  var name: String

  func value(as type: ValueType, _ diagnostics: inout [Diagnostic]) -> Value? {
    let place = SourceLocation(file: name, line: 1, column: 1)
    var found: [Diagnostic] = []
    let value = value(of: text, as: type, at: place, &found)
    diagnostics += found.map { diagnostic in
      var diagnostic = diagnostic
      // The place inside an option is of no use; the option's name is.
      diagnostic.location = nil
      if !diagnostic.detail.hasPrefix("'\(name)") {
        diagnostic.detail = "'\(name)': \(diagnostic.detail)"
      }
      return diagnostic
    }
    return value
  }

  private func value(
    of text: String,
    as type: ValueType,
    at place: SourceLocation,
    _ diagnostics: inout [Diagnostic]
  ) -> Value? {
    switch type.unwrapped {
    case .string, .connection:
      return .string(text)
    case .list(let element) where !text.hasPrefix("["):
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
      if parts == [""] { return .list([]) }
      let values = parts.map { value(of: $0, as: element, at: place, &diagnostics) }
      let whole = values.compactMap(\.self)
      return whole.count == values.count ? .list(whole) : nil
    case .list, .object, .any:
      guard let node = SyntaxReader.read(text, file: place.file, diagnostics: &diagnostics) else {
        return nil
      }
      return reader.value(of: node, as: type, diagnostics: &diagnostics)
    default:
      let node = SyntaxNode.scalar(.plain(text, at: place))
      return reader.value(of: node, as: type, diagnostics: &diagnostics)
    }
  }

  private var reader: LiteralReader {
    LiteralReader(
      subject: "'\(name)'",
      code: .invalidInput,
      secrets: .references(relativeTo: nil)
    )
  }

  private static func trimmed(_ part: Substring) -> String {
    let start = part.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
