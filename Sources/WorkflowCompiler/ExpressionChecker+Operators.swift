import WorkflowDiagnostics
import WorkflowModel

extension ExpressionChecker {
  mutating func unary(
    _ op: Expression.UnaryOperator,
    _ node: ExpressionNode
  ) -> ExpressionType {
    let type = operand(node)
    if type.isUnknown { return op == .not ? .bool : .unknown }
    if type.isOptional { return mayBeNull(node.range) }
    switch op {
    case .not where type == .bool: return .bool
    case .minus where type.isNumber: return type
    default:
      return report(
        .typeMismatch,
        "'\(op.rawValue)' does not apply to a value of type \(type).",
        node.range
      )
    }
  }

  mutating func binary(
    _ op: Expression.BinaryOperator,
    _ left: ExpressionNode,
    _ right: ExpressionNode
  ) -> ExpressionType {
    let a = operand(left)
    let b = operand(right)
    let range = left.range.lowerBound..<right.range.upperBound
    switch op {
    case .otherwise:
      return b.isOptional ? a.unwrapped.joined(with: b) : a.unwrapped.joined(with: b.unwrapped)
    case .equal, .notEqual:
      if !isNull(left), !isNull(right), !a.isComparable(with: b) {
        report(
          .typeMismatch,
          "A value of type \(a.unwrapped) is never equal to one of type \(b.unwrapped).",
          range
        )
      }
      return .bool
    default: break
    }
    if a.isOptional { return unusable(left, result(op)) }
    if b.isOptional { return unusable(right, result(op)) }
    return combined(op, a, b, range)
  }

  /// Both are never null.
  private mutating func combined(
    _ op: Expression.BinaryOperator,
    _ a: ExpressionType,
    _ b: ExpressionType,
    _ range: Range<Int>
  ) -> ExpressionType {
    let isPossible: Bool
    switch op {
    case .and, .or:
      isPossible = either(a, b) { $0 == .bool }
    case .contained:
      switch b {
      case .list(let element): isPossible = a.isComparable(with: element)
      case .record, .value(.object): isPossible = a.isUnknown || a.isText
      default: isPossible = b.isUnknown
      }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      isPossible = either(a, b) { $0.isNumber } || either(a, b) { $0 == .string }
    case .add:
      isPossible = either(a, b) { $0.isNumber } || either(a, b) { $0 == .string }
    case .remainder:
      isPossible = either(a, b) { $0 == .int }
    default:
      isPossible = either(a, b) { $0.isNumber }
    }
    guard isPossible else {
      report(
        .typeMismatch,
        "'\(op.rawValue)' does not apply to values of type \(a) and \(b).",
        remedy: op == .remainder ? "'%' takes two ints." : nil,
        range
      )
      return result(op)
    }
    guard result(op) != .bool else { return .bool }
    return a.isUnknown || b.isUnknown ? .unknown : a.joined(with: b)
  }

  /// Whether each is of the kind that is asked for, or not known.
  private func either(
    _ a: ExpressionType,
    _ b: ExpressionType,
    _ isWanted: (ExpressionType) -> Bool
  ) -> Bool {
    (a.isUnknown || isWanted(a)) && (b.isUnknown || isWanted(b))
  }

  private func result(_ op: Expression.BinaryOperator) -> ExpressionType {
    switch op {
    case .add, .subtract, .multiply, .divide, .remainder, .otherwise: .unknown
    default: .bool
    }
  }

  private mutating func unusable(
    _ node: ExpressionNode,
    _ result: ExpressionType
  ) -> ExpressionType {
    _ = mayBeNull(node.range)
    return result
  }

  private func isNull(_ node: ExpressionNode) -> Bool {
    if case .literal(.null) = node.form { true } else { false }
  }

  mutating func call(
    _ name: String,
    _ nodes: [ExpressionNode],
    _ range: Range<Int>
  ) -> ExpressionType {
    let types = nodes.map { ($0, operand($0)) }
    let nameRange = range.lowerBound..<range.lowerBound + name.unicodeScalars.count
    guard let function = ExpressionFunction(rawValue: name) else {
      let names = ExpressionFunction.allCases.map(\.rawValue)
      return report(
        .unknownReference,
        "There is no function '\(name)'.",
        remedy: names.nearest(to: name).map { "Did you mean '\($0)'?" }
          ?? "There are \(names.joined(separator: ", ")).",
        nameRange
      )
    }
    let wanted = function.parameters
    guard wanted.count == nodes.count else {
      report(
        .typeMismatch,
        "'\(name)' takes \(wanted.count) \(wanted.count == 1 ? "value" : "values") "
          + "and is given \(nodes.count).",
        range
      )
      return ExpressionType(function.result)
    }
    for ((node, type), parameter) in zip(types, wanted) where !type.fits(parameter) {
      report(
        .typeMismatch,
        "'\(name)' takes \(parameter) here, and this is \(type).",
        remedy: type.unwrapped.fits(parameter) ? "Say what holds for null: (value ?? other)" : nil,
        node.range
      )
    }
    if function == .choose { return types[1].1.joined(with: types[2].1) }
    if function == .length { return length(of: types[0].1, nodes[0].range) }
    return ExpressionType(function.result)
  }

  private mutating func length(of type: ExpressionType, _ range: Range<Int>) -> ExpressionType {
    switch type {
    case .list, .record, .value(.object), .value(.string), .unknown: break
    case .optional: _ = mayBeNull(range)
    default: report(.typeMismatch, "A value of type \(type) has no length.", range)
    }
    return .int
  }
}
