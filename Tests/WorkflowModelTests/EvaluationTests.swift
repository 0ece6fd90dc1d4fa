import Foundation
import Testing
import WorkflowModel

typealias Expression = WorkflowModel.Expression

@Suite struct `An expression` {
  private let steps = Expression.name("steps")

  @Test func `reads through null and missing fields as null`() throws {
    let scope = Scope(names: ["a": ["b": nil]])
    #expect(try Expression.member(.member(.name("a"), "b"), "c").evaluate(in: scope) == .null)
    #expect(try Expression.member(.name("a"), "z").evaluate(in: scope) == .null)
  }

  @Test func `asks its scope for steps`() throws {
    let scope = Scope(names: [:]) { $0 == "dag" ? ["outputs": ["name": "DAG"]] : nil }
    let name = Expression.member(.member(.member(steps, "dag"), "outputs"), "name")
    #expect(try name.evaluate(in: scope) == "DAG")
    #expect(name.stepsRead == ["dag"])
    #expect(throws: EvaluationFailure("Step 'x' has not run.")) {
      try Expression.member(steps, "x").evaluate(in: scope)
    }
  }

  @Test func `does not look at what cannot matter`() throws {
    let scope = Scope(names: [:])
    let unknown = Expression.name("unknown")
    #expect(try Expression.binary(.and, .literal(false), unknown).evaluate(in: scope) == false)
    #expect(try Expression.binary(.or, .literal(true), unknown).evaluate(in: scope) == true)
    #expect(try Expression.binary(.otherwise, .literal(1), unknown).evaluate(in: scope) == 1)
  }

  @Test func `compares ints and decimals by value`() throws {
    let scope = Scope(names: [:])
    let half = Value.decimal(try #require(Decimal(string: "0.5")))
    let sum = Expression.binary(.add, .literal(half), .literal(half))
    #expect(try Expression.binary(.equal, sum, .literal(1)).evaluate(in: scope) == true)
    #expect(try Expression.binary(.less, .literal(half), .literal(1)).evaluate(in: scope) == true)
  }

  @Test(
    arguments: [
      ("length", [["a", .unknown("x")]], 2), ("empty", [[.unknown("x")]], false),
      ("if", [true, "a", .unknown("x")], "a"), ("list", [1, .unknown("x")], [1, .unknown("x")]),
      ("contains", [["a", "b"], "b"], true), ("contains", ["abc", "z"], false),
      ("contains", [.unknown("x"), 2], .unknown("contains(‹x›, 2)")),
      ("join", [["a", "b"], ", "], "a, b"),
      ("flatten", [[["f": [1, 2]], ["f": nil], [:], ["f": [3]]], "f"], [1, 2, 3]),
      ("flatten", [[["f": [1]], ["f": .unknown("x.f")]], "f"], .unknown("x.f")),
      ("upper", [.unknown("x")], .unknown("upper(‹x›)")),
    ] as [(String, [Value], Value)]
  )
  func `keeps what a plan does not know apart from what it does`(
    _ function: String,
    _ values: [Value],
    _ expected: Value
  ) throws {
    let call = Expression.call(function, values.map { .literal($0) })
    #expect(try call.evaluate(in: Scope(names: [:])) == expected)
  }

  @Test func `is unknown where an operator meets what a plan does not know`() throws {
    let scope = Scope(names: ["a": [1, .unknown("x")], "b": [2]])
    let (a, b) = (Expression.name("a"), Expression.name("b"))
    #expect(try Expression.binary(.add, a, b).evaluate(in: scope) == [1, .unknown("x"), 2])
    for op in [Expression.BinaryOperator.equal, .notEqual] {
      #expect(try Expression.binary(op, a, b).evaluate(in: scope).isUnknown)
    }
    #expect(try Expression.binary(.contained, .literal(5), a).evaluate(in: scope).isUnknown)
    #expect(try Expression.binary(.contained, .literal(5), b).evaluate(in: scope) == false)
  }

  private static let impossible: [Expression] = [
    Expression.binary(.add, .literal(1), .literal("a")),
    Expression.binary(.and, .literal(1), .literal(true)),
    Expression.unary(.not, .literal(1)),
    Expression.unary(.minus, .literal(.int(.min))),
    Expression.binary(.divide, .literal(1), .literal(0)),
    Expression.binary(.remainder, .literal(1), .literal(0)),
    Expression.binary(.multiply, .literal(.int(.max)), .literal(2)),
    Expression.index(.literal([1]), .literal(-1)),
    Expression.index(.literal("text"), .literal(0)),
    Expression.member(.literal("text"), "field"),
    Expression.call("nothing", []),
    Expression.call("replace", [.literal("a"), .literal(""), .literal("b")]),
  ]

  @Test(arguments: impossible)
  func `fails with a sentence instead of guessing`(_ expression: Expression) {
    let failure = #expect(throws: EvaluationFailure.self) {
      try expression.evaluate(in: Scope(names: [:]))
    }
    #expect(failure?.detail.hasSuffix(".") == true)
  }

  @Test func `keeps the type of a fence and joins texts`() throws {
    let scope = Scope(names: ["n": 5, "list": [1]])
    #expect(try Template.expression(.name("n")).evaluate(in: scope) == 5)
    let text = Template.interpolation([.literal("n="), .expression(.name("n"))])
    #expect(try text.evaluate(in: scope) == "n=5")
    let bad = Template.interpolation([.expression(.name("list"))])
    #expect(throws: EvaluationFailure.self) { try bad.evaluate(in: scope) }
    let nested = Template.object(["a": .list([text, .literal(nil)])])
    #expect(try nested.evaluate(in: scope) == ["a": ["n=5", nil]])
  }
}
