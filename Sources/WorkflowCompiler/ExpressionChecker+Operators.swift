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
      isPossible =
        either(a, b) { $0.isNumber } || either(a, b) { $0 == .string } || either(a, b, isList)
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
    if case .list(let x) = a, case .list(let y) = b { return .list(x.joined(with: y)) }
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

  private func isList(_ type: ExpressionType) -> Bool {
    if case .list = type { true } else { false }
  }

  private func isNull(_ node: ExpressionNode) -> Bool {
    if case .literal(.null) = node.form { true } else { false }
  }
}
