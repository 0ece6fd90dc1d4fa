import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Infers what an expression's value will be, and reports the names and types that do not fit.
///
/// After a mistake the type is unknown, so that one mistake is reported once.
struct ExpressionChecker {
  let scalar: Scalar
  let scope: NameScope
  var diagnostics: [Diagnostic] = []
  /// The secrets that it names.
  private(set) var secrets: Set<String> = []

  init(_ scalar: Scalar, in scope: NameScope) {
    self.scalar = scalar
    self.scope = scope
  }

  /// The type of an expression that is the whole value; it alone may be a secret.
  mutating func type(of node: ExpressionNode) -> ExpressionType {
    switch node.form {
    case .literal(let value): literal(value)
    case .name(let name): self.name(name, node.range)
    case .member(let base, let field, let range): member(field, of: base, nameRange: range)
    case .index(let base, let index): element(of: base, at: index)
    case .unary(let op, let operand): unary(op, operand)
    case .binary(let op, let left, let right): binary(op, left, right)
    case .call(let name, let arguments): call(name, arguments, node.range)
    }
  }

  /// The type of a part of an expression, which may not be a secret.
  mutating func operand(_ node: ExpressionNode) -> ExpressionType {
    let type = type(of: node)
    guard type.isSecret else { return type }
    report(
      .misplacedSecret,
      "A secret cannot be part of an expression.",
      remedy: "Give it whole to an input of an action that is declared secret.",
      node.range
    )
    return .unknown
  }

  @discardableResult
  mutating func report(
    _ code: DiagnosticCode,
    _ detail: String,
    remedy: String? = nil,
    _ range: Range<Int>
  ) -> ExpressionType {
    diagnostics.append(
      Diagnostic(code, detail: detail, remedy: remedy, at: scalar.location(of: range))
    )
    return .unknown
  }

  private func literal(_ value: Value) -> ExpressionType {
    switch value {
    case .bool: .bool
    case .int: .int
    case .decimal: .decimal
    case .string: .string
    default: .optional(.unknown)
    }
  }

  private mutating func name(_ name: String, _ range: Range<Int>) -> ExpressionType {
    if let type = scope.loops[name] { return type }
    if name == "result", let result = scope.result { return result }
    if ["inputs", "secrets", "steps"].contains(name) {
      return report(
        .unknownReference,
        "'\(name)' is no value by itself.",
        remedy: "Name one of them: \(name).…",
        range
      )
    }
    return report(.unknownReference, unknownName(name), remedy: remedy(forName: name), range)
  }

  private func unknownName(_ name: String) -> String {
    name == "result"
      ? "'result' is what a poll or a proof has read; there is none here."
      : "'\(name)' is not known here."
  }

  /// The nearest first name, or the place where the name would have been right.
  private func remedy(forName name: String) -> String? {
    if scope.inputs[name] != nil { return "Did you mean 'inputs.\(name)'?" }
    if scope.secrets[name] != nil { return "Did you mean 'secrets.\(name)'?" }
    if scope.steps[name] != nil { return "Did you mean 'steps.\(name).outputs'?" }
    return didYouMean(name, among: scope.firstNames)
  }

  private mutating func member(
    _ field: String,
    of base: ExpressionNode,
    nameRange: Range<Int>
  ) -> ExpressionType {
    if case .name(let name) = base.form, scope.loops[name] == nil {
      switch name {
      case "inputs":
        return declared(field, scope.inputs, "input", nameRange)
      case "secrets":
        secrets.insert(field)
        return declared(field, scope.secrets, "secret", nameRange)
      case "steps":
        return step(field, nameRange)
      default: break
      }
    }
    let type = operand(base)
    switch type.unwrapped {
    case .record(let fields):
      guard let found = fields[field] else {
        return unknownField(field, of: base, fields: fields, nameRange)
      }
      return type.isOptional ? found.orNull : found
    case .value(.any), .value(.object):
      return .unknown
    default:
      let remedy =
        if case .list = type.unwrapped {
          "Take one by its position, or go through it: foreach"
        } else {
          nil as String?
        }
      return report(
        .typeMismatch,
        "A value of type \(type.unwrapped) has no field '\(field)'.",
        remedy: remedy,
        nameRange
      )
    }
  }

  private mutating func declared(
    _ name: String,
    _ known: [String: ExpressionType],
    _ kind: String,
    _ range: Range<Int>
  ) -> ExpressionType {
    if let type = known[name] { return type }
    var remedy = didYouMean(name, among: known.keys.sorted())
    if kind == "input", scope.secrets[name] != nil { remedy = "Did you mean 'secrets.\(name)'?" }
    if kind == "secret", scope.inputs[name] != nil { remedy = "Did you mean 'inputs.\(name)'?" }
    return report(
      .unknownReference,
      "This workflow declares no \(kind) '\(name)'.",
      remedy: remedy,
      range
    )
  }

  private mutating func step(_ id: String, _ range: Range<Int>) -> ExpressionType {
    if let outputs = scope.outputs(of: id) {
      return .record(["outputs": outputs, "status": .string])
    }
    diagnostics.append(
      scope.catalogue.refusal(
        of: id,
        from: scope.path,
        readable: scope.steps.keys.sorted(),
        at: scalar.location(of: range)
      )
    )
    return .unknown
  }

  private mutating func unknownField(
    _ field: String,
    of base: ExpressionNode,
    fields: [String: ExpressionType],
    _ range: Range<Int>
  ) -> ExpressionType {
    let names = fields.keys.sorted()
    if case .member(let steps, let id, _) = base.form, case .name("steps") = steps.form,
      case .record(let outputs)? = fields["outputs"]?.unwrapped, outputs[field] != nil
    {
      return report(
        .unknownReference,
        "Step '\(id)' has 'outputs' and 'status', and '\(field)' is one of its outputs.",
        remedy: "Did you mean 'steps.\(id).outputs.\(field)'?",
        range
      )
    }
    var whose = "This object"
    switch base.form {
    case .member(let step, "outputs", _):
      if case .member(_, let id, _) = step.form { whose = "Step '\(id)'" }
    case .name("result"): whose = "The action that reads here"
    default: break
    }
    return report(
      .unknownReference,
      "\(whose) has no \(whose == "This object" ? "field" : "output") '\(field)'.",
      remedy: didYouMean(field, among: names)
        ?? (names.isEmpty ? nil : "There are \(names.joined(separator: ", "))."),
      range
    )
  }

  private mutating func element(
    of base: ExpressionNode,
    at index: ExpressionNode
  ) -> ExpressionType {
    let type = operand(base)
    let position = operand(index)
    if type.isOptional { return mayBeNull(base.range) }
    switch (type, position) {
    case (.list(let element), .int), (.list(let element), .unknown): return element
    case (.record, .string), (.value(.object), .string), (.unknown, _): return .unknown
    case (.record, .unknown), (.value(.object), .unknown): return .unknown
    default:
      return report(
        .typeMismatch,
        "A value of type \(type) has no element by a position of type \(position).",
        index.range
      )
    }
  }

  /// Reports that a value that may be null stands where none may.
  mutating func mayBeNull(_ range: Range<Int>) -> ExpressionType {
    report(
      .typeMismatch,
      "This value may be null, and null has no use here.",
      remedy: "Say what holds instead: (value ?? other)",
      range
    )
  }
}
