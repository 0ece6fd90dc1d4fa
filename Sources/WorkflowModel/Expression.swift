/// A parsed `${{ … }}`: typed, without loops, clock or chance.
public indirect enum Expression: Hashable, Sendable, Codable {
  public enum UnaryOperator: String, Hashable, Sendable, Codable {
    case not = "!"
    case minus = "-"
  }

  public enum BinaryOperator: String, Hashable, Sendable, Codable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
    case contained = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case otherwise = "??"
  }

  case literal(Value)
  /// `inputs`, `steps`, `secrets`, `result`, or a loop's name.
  case name(String)
  case member(Expression, String)
  case index(Expression, Expression)
  case unary(UnaryOperator, Expression)
  case binary(BinaryOperator, Expression, Expression)
  case call(String, [Expression])
}

/// A value in a workflow file: literal, fence, or text with fences in it.
public indirect enum Template: Hashable, Sendable, Codable {
  case literal(Value)
  /// A fence that is the whole value keeps its type.
  case expression(Expression)
  /// Literal strings and fences in turn, joined to one string.
  case interpolation([Template])
  case list([Template])
  case object([String: Template])
}

extension Expression {
  /// Calls `body` for this expression and every one inside it.
  public func walk(_ body: (Expression) -> Void) {
    body(self)
    switch self {
    case .literal, .name: break
    case .member(let base, _), .unary(_, let base): base.walk(body)
    case .index(let a, let b), .binary(_, let a, let b):
      a.walk(body)
      b.walk(body)
    case .call(_, let arguments): arguments.forEach { $0.walk(body) }
    }
  }

  /// The ids of the steps whose outputs or status this reads.
  public var stepsRead: Set<String> {
    var found: Set<String> = []
    walk { part in
      if case .member(.name("steps"), let id) = part { found.insert(id) }
    }
    return found
  }
}

extension Template {
  public var stepsRead: Set<String> {
    switch self {
    case .literal: []
    case .expression(let expression): expression.stepsRead
    case .interpolation(let parts), .list(let parts):
      parts.reduce(into: []) { $0.formUnion($1.stepsRead) }
    case .object(let members): members.values.reduce(into: []) { $0.formUnion($1.stepsRead) }
    }
  }
}
