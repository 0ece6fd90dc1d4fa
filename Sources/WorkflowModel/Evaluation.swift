import Foundation

/// What the names in an expression stand for at one place of a run.
public struct Scope {
  /// `inputs`, `secrets`, `result`, `run` and loop names.
  public var names: [String: Value]
  /// A step visible from here, as `{outputs: …, status: …}`.
  public var step: (String) -> Value?

  public init(names: [String: Value], step: @escaping (String) -> Value? = { _ in nil }) {
    self.names = names
    self.step = step
  }
}

/// Why an expression has no value, as a full sentence.
public struct EvaluationFailure: Error, Hashable, Sendable {
  public var detail: String
  public init(_ detail: String) { self.detail = detail }
}

extension Template {
  /// Evaluates every fence; done once, when a step becomes ready, and stored.
  public func evaluate(in scope: Scope) throws(EvaluationFailure) -> Value {
    switch self {
    case .literal(let value):
      return value
    case .expression(let expression):
      return try expression.evaluate(in: scope)
    case .interpolation(let parts):
      var text = ""
      var isKnown = true
      for part in parts {
        let value = try part.evaluate(in: scope)
        switch value {
        case .unknown: isKnown = false
        case .string, .int, .bool, .decimal: break
        default:
          throw EvaluationFailure("A \(value.kindName) cannot be part of a text.")
        }
        text += value.description
      }
      return isKnown ? .string(text) : .unknown(text)
    case .list(let parts):
      var values: [Value] = []
      for part in parts { values.append(try part.evaluate(in: scope)) }
      return .list(values)
    case .object(let members):
      var values: [String: Value] = [:]
      for (key, member) in members { values[key] = try member.evaluate(in: scope) }
      return .object(values)
    }
  }
}

extension Expression {
  public func evaluate(in scope: Scope) throws(EvaluationFailure) -> Value {
    switch self {
    case .literal(let value):
      return value
    case .name(let name):
      guard let value = scope.names[name] else {
        throw EvaluationFailure("'\(name)' has no value here.")
      }
      return value
    case .member(.name("steps"), let id):
      guard let value = scope.step(id) else {
        throw EvaluationFailure("Step '\(id)' has not run.")
      }
      return value
    case .member(let base, let field):
      let value = try base.evaluate(in: scope)
      if value.isNull { return .null }
      if case .unknown(let source) = value { return .unknown("\(source).\(field)") }
      guard case .object(let members) = value else {
        throw EvaluationFailure("A \(value.kindName) has no field '\(field)'.")
      }
      return members[field] ?? .null
    case .index(let base, let index):
      return try Self.element(of: base.evaluate(in: scope), at: index.evaluate(in: scope))
    case .unary(let op, let operand):
      return try Self.apply(op, operand.evaluate(in: scope))
    case .binary(let op, let left, let right):
      return try Self.apply(op, left, right, in: scope)
    case .call(let name, let arguments):
      var values: [Value] = []
      for argument in arguments { values.append(try argument.evaluate(in: scope)) }
      return try ExpressionFunction.apply(name, to: values)
    }
  }

  private static func element(of base: Value, at index: Value) throws(EvaluationFailure) -> Value {
    switch (base, index) {
    case (.unknown, _), (_, .unknown): return .unknown("\(base)[\(index)]")
    case (.list(let values), .int(let position)):
      guard values.indices.contains(Int(position)) else {
        throw EvaluationFailure("The list has \(values.count) items and no item \(position).")
      }
      return values[Int(position)]
    case (.object(let members), .string(let key)):
      return members[key] ?? .null
    default:
      throw EvaluationFailure("A \(base.kindName) has no element by a \(index.kindName).")
    }
  }

  private static func apply(
    _ op: UnaryOperator,
    _ operand: Value
  ) throws(EvaluationFailure) -> Value {
    switch (op, operand) {
    case (_, .unknown): return .unknown("\(op.rawValue)\(operand)")
    case (.not, .bool(let value)): return .bool(!value)
    case (.minus, .int(let value)): return try integers(.subtract, 0, value)
    case (.minus, .decimal(let value)): return .decimal(-value)
    default: throw EvaluationFailure("'\(op.rawValue)' does not apply to a \(operand.kindName).")
    }
  }

  private static func apply(
    _ op: BinaryOperator,
    _ left: Expression,
    _ right: Expression,
    in scope: Scope
  ) throws(EvaluationFailure) -> Value {
    let a = try left.evaluate(in: scope)
    switch (op, a) {
    case (.and, .bool(false)), (.or, .bool(true)): return a
    case (.otherwise, .null): return try right.evaluate(in: scope)
    case (.otherwise, .unknown): return a
    case (.otherwise, _): return a
    default: break
    }
    let b = try right.evaluate(in: scope)
    switch (op, a, b) {
    case (_, .unknown, _), (_, _, .unknown): return .unknown("\(a) \(op.rawValue) \(b)")
    case (.equal, _, _) where !a.isKnown || !b.isKnown,
      (.notEqual, _, _) where !a.isKnown || !b.isKnown,
      (.contained, _, .list) where !a.isKnown || !b.isKnown:
      return .unknown("\(a) \(op.rawValue) \(b)")
    case (.and, .bool, .bool), (.or, .bool, .bool): return b
    case (.equal, _, _): return .bool(same(a, b))
    case (.notEqual, _, _): return .bool(!same(a, b))
    case (.contained, _, .list(let values)): return .bool(values.contains { same(a, $0) })
    case (.contained, .string(let key), .object(let members)): return .bool(members[key] != nil)
    case (.add, .string(let x), .string(let y)): return .string(x + y)
    case (.add, .list(let x), .list(let y)): return .list(x + y)
    case (.less, .string(let x), .string(let y)): return .bool(x < y)
    case (.lessOrEqual, .string(let x), .string(let y)): return .bool(x <= y)
    case (.greater, .string(let x), .string(let y)): return .bool(x > y)
    case (.greaterOrEqual, .string(let x), .string(let y)): return .bool(x >= y)
    case (_, .int(let x), .int(let y)): return try integers(op, x, y)
    default: break
    }
    guard let x = a.number, let y = b.number else {
      throw EvaluationFailure(
        "'\(op.rawValue)' does not apply to a \(a.kindName) and a \(b.kindName)."
      )
    }
    return try decimals(op, x, y)
  }

  static func same(_ a: Value, _ b: Value) -> Bool {
    if let x = a.number, let y = b.number { return x == y }
    return a == b
  }

  private static func integers(
    _ op: BinaryOperator,
    _ x: Int64,
    _ y: Int64
  ) throws(EvaluationFailure) -> Value {
    let outcome: (partialValue: Int64, overflow: Bool)
    switch op {
    case .less: return .bool(x < y)
    case .lessOrEqual: return .bool(x <= y)
    case .greater: return .bool(x > y)
    case .greaterOrEqual: return .bool(x >= y)
    case .add: outcome = x.addingReportingOverflow(y)
    case .subtract: outcome = x.subtractingReportingOverflow(y)
    case .multiply: outcome = x.multipliedReportingOverflow(by: y)
    case .divide: outcome = x.dividedReportingOverflow(by: y)
    case .remainder: outcome = x.remainderReportingOverflow(dividingBy: y)
    default: throw EvaluationFailure("'\(op.rawValue)' does not apply to two ints.")
    }
    guard !outcome.overflow else {
      throw EvaluationFailure("\(x) \(op.rawValue) \(y) has no value that fits 64 bits.")
    }
    return .int(outcome.partialValue)
  }

  private static func decimals(
    _ op: BinaryOperator,
    _ x: Decimal,
    _ y: Decimal
  ) throws(EvaluationFailure) -> Value {
    switch op {
    case .less: return .bool(x < y)
    case .lessOrEqual: return .bool(x <= y)
    case .greater: return .bool(x > y)
    case .greaterOrEqual: return .bool(x >= y)
    case .add: return .decimal(x + y)
    case .subtract: return .decimal(x - y)
    case .multiply: return .decimal(x * y)
    case .divide where y != 0: return .decimal(x / y)
    default: throw EvaluationFailure("'\(op.rawValue)' does not apply to \(x) and \(y).")
    }
  }
}
