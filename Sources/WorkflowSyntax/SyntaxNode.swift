package import WorkflowDiagnostics

/// A YAML document as written: every key and value with its exact place, nothing interpreted.
package indirect enum SyntaxNode: Hashable, Sendable {
  case scalar(Scalar)
  case sequence(Located<[SyntaxNode]>)
  /// Entries in the order of the file; of several with one key only the first.
  case mapping(Located<[Entry]>)

  package struct Entry: Hashable, Sendable {
    package var key: Scalar
    package var value: SyntaxNode

    package init(key: Scalar, value: SyntaxNode) {
      self.key = key
      self.value = value
    }
  }
}

extension SyntaxNode {
  /// Of a block mapping its first key, of a block sequence its first dash.
  package var location: SourceLocation {
    switch self {
    case .scalar(let scalar): scalar.location
    case .sequence(let items): items.location
    case .mapping(let entries): entries.location
    }
  }

  package var scalar: Scalar? {
    if case .scalar(let scalar) = self { scalar } else { nil }
  }

  package var items: [SyntaxNode]? {
    if case .sequence(let items) = self { items.value } else { nil }
  }

  package var entries: [Entry]? {
    if case .mapping(let entries) = self { entries.value } else { nil }
  }

  /// Whether nothing, `~` or `null` stands here.
  package var isNull: Bool { scalar?.isNull ?? false }

  /// What people call a node of this shape in a message.
  package var shapeName: String {
    switch self {
    case .scalar(let scalar): scalar.isNull ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
