import Secrets
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Converts YAML to a value of a declared type, never by guess.
struct LiteralReader {
  enum Secrets {
    /// A secret has no literal form here.
    case refused
    /// References as text, files relative to this folder.
    case references(relativeTo: String?)
  }

  /// What is given the value, as it begins a sentence: "Input 'port'".
  var subject: String
  /// The code of a value that does not convert.
  var code: DiagnosticCode
  var secrets: Secrets

  func value(
    of node: SyntaxNode,
    as type: ValueType,
    diagnostics: inout [Diagnostic]
  ) -> Value? {
    if node.hasFence {
      diagnostics.append(
        Diagnostic(
          code,
          detail: "\(subject) takes a literal here: an expression would have no names to use.",
          at: node.location
        )
      )
      return nil
    }
    switch (type.unwrapped, node) {
    case (.secret, _): return secret(node, type, &diagnostics)
    case (.list(let element), .sequence(let items)):
      let values = items.value.map { value(of: $0, as: element, diagnostics: &diagnostics) }
      let whole = values.compactMap(\.self)
      return whole.count == values.count ? .list(whole) : nil
    case (.any, .sequence):
      return value(of: node, as: .list(.any), diagnostics: &diagnostics)
    case (.object, .mapping(let entries)), (.any, .mapping(let entries)):
      var members: [String: Value] = [:]
      for entry in entries.value {
        members[entry.key.text] = value(of: entry.value, as: .any, diagnostics: &diagnostics)
      }
      return .object(members)
    case (_, .scalar(let scalar)):
      if let value = scalar.literal(as: type) { return value }
    default: break
    }
    diagnostics.append(mismatch(node, type))
    return nil
  }

  private func secret(
    _ node: SyntaxNode,
    _ type: ValueType,
    _ diagnostics: inout [Diagnostic]
  ) -> Value? {
    if node.isNull, type.isOptional { return .null }
    guard let scalar = node.scalar, case .references(let folder) = secrets else {
      diagnostics.append(
        Diagnostic(
          .secretLiteral,
          detail: "\(subject) takes a secret, and a value written out stands in its place.",
          remedy: "Declare it under 'secrets' and write ${{ secrets.name }}",
          at: node.location
        )
      )
      return nil
    }
    return scalar.secretReference(relativeTo: folder, diagnostics: &diagnostics)
      .map { .secret($0) }
  }

  func mismatch(_ node: SyntaxNode, _ type: ValueType) -> Diagnostic {
    var found = node.shapeName
    var remedy: String?
    if let scalar = node.scalar, !scalar.isNull {
      let first = scalar.text.prefix { !$0.isNewline }
      found = "'\(first.prefix(60))'"
      let bare = Scalar.plain(scalar.text, at: scalar.location)
      if scalar.style == .quoted, bare.literal(as: type) != nil {
        remedy = "Without quotes it is one."
      } else if case .list = type.unwrapped {
        remedy = "A list of one is [\(scalar.text)]"
      } else {
        remedy = type.unwrapped.writing
      }
    }
    return Diagnostic(
      code,
      detail: "\(subject) takes \(type), and here stands \(found).",
      remedy: remedy,
      at: node.location
    )
  }
}

extension ValueType {
  /// How a literal of the type is written, where that is worth saying.
  fileprivate var writing: String? {
    switch self {
    case .int: "Write a whole number in digits."
    case .decimal: "Write a number in digits."
    case .bool: "Write true or false."
    case .duration: "Write numbers with d, h, m, s or ms: 15m, 1d12h"
    default: nil
    }
  }
}

extension Scalar {
  /// The place of a secret; what is none is reported without being repeated.
  func secretReference(
    relativeTo folder: String?,
    diagnostics: inout [Diagnostic]
  ) -> SecretReference? {
    do throws(SecretReferenceError) {
      return try SecretReference(text, relativeTo: folder)
    } catch {
      diagnostics.append(
        Diagnostic(
          .invalidSecretReference,
          detail: error.detail,
          remedy: error.remedy,
          at: location
        )
      )
      return nil
    }
  }
}
