import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Where a value goes, and what it must be there.
struct ValuePosition {
  /// As it begins a sentence: "Input 'port' of sqlserver.…".
  var subject: String
  var type: ValueType

  init(_ subject: String, _ type: ValueType) {
    self.subject = subject
    self.type = type
  }
}

/// A value with what is known of its type.
struct TypedTemplate {
  var template: Template
  var type: ExpressionType
}

/// Values in which expressions may stand.
extension Compilation {
  /// Nil when something is wrong with the value, which is reported.
  mutating func template(
    _ node: SyntaxNode,
    for position: ValuePosition,
    in scope: NameScope
  ) -> TypedTemplate? {
    guard node.hasFence else { return literal(node, for: position) }
    switch node {
    case .scalar(let scalar):
      return fenced(scalar, for: position, in: scope)
    case .sequence(let items):
      return list(items, for: position, in: scope)
    case .mapping(let entries):
      return object(entries, for: position, in: scope)
    }
  }

  private mutating func literal(
    _ node: SyntaxNode,
    for position: ValuePosition
  ) -> TypedTemplate? {
    let reader = LiteralReader(subject: position.subject, code: .typeMismatch, secrets: .refused)
    return reader.value(of: node, as: position.type, diagnostics: &diagnostics).map {
      TypedTemplate(template: .literal($0), type: position.type.known(from: $0))
    }
  }

  private mutating func fenced(
    _ scalar: Scalar,
    for position: ValuePosition,
    in scope: NameScope
  ) -> TypedTemplate? {
    guard let text = fencedText(scalar) else { return nil }
    if let range = text.whole(style: scalar.style) {
      guard let (expression, type) = expression(scalar, text, range, in: scope) else { return nil }
      let place = scalar.location(of: Self.trimmed(range, in: text))
      guard expect(type, for: position, at: place) else { return nil }
      return TypedTemplate(template: .expression(expression), type: type)
    }
    var parts: [Template] = []
    for piece in text.pieces {
      switch piece {
      case .text(let text): parts.append(.literal(.string(text)))
      case .fence(let range):
        guard let (expression, type) = expression(scalar, text, range, in: scope) else { continue }
        expectText(type, at: scalar.location(of: Self.trimmed(range, in: text)))
        parts.append(.expression(expression))
      }
    }
    // A text with fences may name a connection no more than an expression of type string may.
    expect(.string, for: position, at: scalar.location)
    return TypedTemplate(template: .interpolation(parts), type: .string)
  }

  private mutating func list(
    _ items: Located<[SyntaxNode]>,
    for position: ValuePosition,
    in scope: NameScope
  ) -> TypedTemplate? {
    let element: ValueType
    switch position.type.unwrapped {
    case .list(let declared): element = declared
    case .any: element = .any
    default:
      let reader = LiteralReader(subject: position.subject, code: .typeMismatch, secrets: .refused)
      diagnostics.append(reader.mismatch(.sequence(items), position.type))
      return nil
    }
    let parts = items.value.map {
      template($0, for: ValuePosition("An item", element), in: scope)
    }
    let whole = parts.compactMap(\.self)
    guard whole.count == parts.count else { return nil }
    return TypedTemplate(
      template: .list(whole.map(\.template)),
      type: .list(ExpressionType.joined(whole.map(\.type)))
    )
  }

  private mutating func object(
    _ entries: Located<[SyntaxNode.Entry]>,
    for position: ValuePosition,
    in scope: NameScope
  ) -> TypedTemplate? {
    guard position.type.unwrapped == .object || position.type.unwrapped == .any else {
      let reader = LiteralReader(subject: position.subject, code: .typeMismatch, secrets: .refused)
      diagnostics.append(reader.mismatch(.mapping(entries), position.type))
      return nil
    }
    var members: [String: Template] = [:]
    var types: [String: ExpressionType] = [:]
    for entry in entries.value {
      let part = ValuePosition("Field '\(entry.key.text)'", .any)
      guard let member = template(entry.value, for: part, in: scope) else { continue }
      members[entry.key.text] = member.template
      types[entry.key.text] = member.type
    }
    guard members.count == entries.value.count else { return nil }
    return TypedTemplate(template: .object(members), type: .record(types))
  }
}

extension ValueType {
  /// What is known of a literal: the declared type, or where that is open, the literal's own.
  fileprivate func known(from value: Value) -> ExpressionType {
    switch (self, value) {
    case (.any, _): return ExpressionType(literal: value)
    case (.list(.any), .list): return ExpressionType(literal: value)
    default: return ExpressionType(self)
    }
  }
}

extension ExpressionType {
  fileprivate init(literal value: Value) {
    self =
      switch value {
      case .bool: .bool
      case .int: .int
      case .decimal: .decimal
      case .string: .string
      case .list(let items): .list(Self.joined(items.map(Self.init(literal:))))
      case .object(let members): .record(members.mapValues(Self.init(literal:)))
      case .null: .optional(.unknown)
      case .secret: .value(.secret)
      case .unknown: .unknown
      }
  }
}
