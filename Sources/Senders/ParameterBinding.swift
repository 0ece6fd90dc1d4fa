import Foundation
import SQLServerClient
import WorkflowModel
import WorkflowPlugin

/// A batch whose `@name` parameters have become the `?` markers that drivers bind by position.
///
/// Names in strings, brackets and comments are left alone, as are `@@globals` and local variables.
struct ParameterBinding {
  private(set) var text = ""
  private(set) var cells: [SQLCell] = []

  init(_ source: String, parameters: [SQLCall.Parameter]) {
    guard !parameters.isEmpty else {
      text = source
      return
    }
    let values = Dictionary(parameters.map { ($0.name, $0.value) }) { _, last in last }
    var rest = Substring(source)
    while let character = rest.first {
      if let quoted = Self.quoted(rest) {
        text += quoted
        rest.removeFirst(quoted.count)
      } else if character == "@" {
        let sigils = rest.prefix { $0 == "@" }
        let name = rest.dropFirst(sigils.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if sigils.count == 1, let value = values[String(name)] {
          text += "?"
          cells.append(SQLCell(value))
        } else {
          text += sigils + name
        }
        rest.removeFirst(sigils.count + name.count)
      } else {
        text.append(character)
        rest.removeFirst()
      }
    }
  }

  /// The string, bracketed name or comment that the text begins with.
  private static func quoted(_ text: Substring) -> Substring? {
    for (opening, closing) in [("'", "'"), ("\"", "\""), ("[", "]"), ("--", "\n"), ("/*", "*/")]
    where text.hasPrefix(opening) {
      let body = text.dropFirst(opening.count)
      guard let end = body.firstRange(of: closing) else { return text }
      return text[..<end.upperBound]
    }
    return nil
  }
}

extension SQLCell {
  init(_ value: Value) {
    self =
      switch value {
      case .null: .null
      case .bool(let value): .bool(value)
      case .int(let value): .int(value)
      case .string(let value): .text(value)
      case .decimal, .list, .object, .secret, .unknown: .text(value.description)
      }
  }
}
