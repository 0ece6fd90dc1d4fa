import WorkflowModel

/// An expression as written: what it says, and which part of its scalar says it.
struct ExpressionNode {
  indirect enum Form {
    case literal(Value)
    case name(String)
    case member(ExpressionNode, String, nameRange: Range<Int>)
    case index(ExpressionNode, ExpressionNode)
    case unary(Expression.UnaryOperator, ExpressionNode)
    case binary(Expression.BinaryOperator, ExpressionNode, ExpressionNode)
    case call(String, [ExpressionNode])
  }

  var form: Form
  /// In Unicode scalars of the YAML scalar's text.
  var range: Range<Int>

  /// The same without places, as definitions hold it.
  var expression: Expression {
    switch form {
    case .literal(let value): .literal(value)
    case .name(let name): .name(name)
    case .member(let base, let name, _): .member(base.expression, name)
    case .index(let base, let index): .index(base.expression, index.expression)
    case .unary(let op, let operand): .unary(op, operand.expression)
    case .binary(let op, let left, let right): .binary(op, left.expression, right.expression)
    case .call(let name, let arguments): .call(name, arguments.map(\.expression))
    }
  }
}

/// Why an expression cannot be read, and which part of its scalar is to blame.
struct ExpressionProblem: Error {
  var detail: String
  var remedy: String?
  var range: Range<Int>
}
