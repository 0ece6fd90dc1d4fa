import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

extension ValueType {
  static let wordsOfInputs = [
    "string", "int", "decimal", "bool", "duration", "object", "connection", "secret",
  ]

  /// Reads the type of an input as authors write it, such as `list<string>` or `int?`.
  static func read(_ scalar: Scalar, diagnostics: inout [Diagnostic]) -> ValueType? {
    do throws(UnknownType) {
      return try parse(scalar.text)
    } catch {
      diagnostics.append(
        Diagnostic(
          .unknownType,
          detail: error.detail,
          remedy: error.remedy,
          at: scalar.location
        )
      )
      return nil
    }
  }

  private struct UnknownType: Error {
    var detail: String
    var remedy: String?
  }

  private static func parse(_ text: String, depth: Int = 0) throws(UnknownType) -> ValueType {
    guard depth < 8 else { throw UnknownType(detail: "The type is nested too deep.") }
    if text.hasSuffix("?") {
      let wrapped = try parse(String(text.dropLast()), depth: depth + 1)
      guard !wrapped.isOptional else {
        throw UnknownType(detail: "'\(text)' has two question marks.", remedy: "Write one.")
      }
      return .optional(wrapped)
    }
    if text.hasPrefix("list<"), text.hasSuffix(">") {
      let element = try parse(String(text.dropFirst(5).dropLast()), depth: depth + 1)
      guard element.unwrapped != .secret else {
        throw UnknownType(
          detail: "A list cannot hold secrets.",
          remedy: "Declare an input for each."
        )
      }
      return .list(element)
    }
    switch text {
    case "string": return .string
    case "int": return .int
    case "decimal": return .decimal
    case "bool": return .bool
    case "duration": return .duration
    case "object": return .object
    case "connection": return .connection(kind: nil)
    case "secret": return .secret
    default:
      throw UnknownType(
        detail: "There is no type '\(text)'.",
        remedy: text == "list"
          ? "Say what it holds: list<string>"
          : didYouMean(text, among: wordsOfInputs)
            ?? "There are \(wordsOfInputs.joined(separator: ", ")) and list<…>."
      )
    }
  }

  /// The same with the kind of connection that `kind` names; nil when it is no connection.
  func connection(of kind: String) -> ValueType? {
    switch self {
    case .connection: .connection(kind: kind)
    case .optional(let wrapped): wrapped.connection(of: kind).map { .optional($0) }
    case .list(let element): element.connection(of: kind).map { .list($0) }
    default: nil
    }
  }
}
