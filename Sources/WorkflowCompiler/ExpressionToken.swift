import WorkflowModel

/// The smallest part of an expression that means something.
struct ExpressionToken {
  enum Kind: Equatable {
    case literal(Value)
    case name(String)
    case binary(Expression.BinaryOperator)
    case not
    case dot
    case comma
    case open
    case close
    case openIndex
    case closeIndex
    case end
  }

  var kind: Kind
  /// As written, for messages.
  var text: String
  var range: Range<Int>
}
