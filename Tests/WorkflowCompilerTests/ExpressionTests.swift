import Foundation
import Testing
import WorkflowDiagnostics
import WorkflowModel

@Suite struct `A compiled expression` {
  @Test(
    arguments: [
      ("1 + 2 * 3 - 4 / 2", 5), ("(1 + 2) * 3", 9), ("10 - 3 - 2", 5), ("-2 + 5 % 3", 0),
      ("7 / 2", 3), ("- -3", 3), ("length('o''clock')", 7), ("length(inputs.databases)", 2),
      ("inputs.databases[1]", "HR"), ("'a' + 'b' + 'c'", "abc"),
      ("replace(lower('ABC'), 'b', '-')", "a-c"), ("if(1 < 2, 'yes', 'no')", "yes"),
      ("inputs.note ?? 'none'", "none"), ("inputs.note ?? inputs.note ?? 3", 3),
      ("1 + 1 == 2 && !false", true), ("true || false && false", true),
      ("(true || false) && false", false), ("'HR' in inputs.databases", true),
      ("!('x' in inputs.databases)", true), ("inputs.note == null", true),
      ("starts_with('AG_Sales', 'AG') && ends_with('x.bak', '.bak')", true),
      ("1 <= 1.0 && 2.5 > 2 && 1 == 1.0", true), ("null", nil),
      ("[1, 2] + [3]", [1, 2, 3]), ("[]", []), ("[['a'], ['b']][1][0]", "b"),
      ("join(inputs.databases + ['X'], '/')", "Sales/HR/X"), ("2 in [1, 2,]", true),
      ("contains(inputs.databases, 'HR') && contains('Sales', 'ale')", true),
      ("empty('') && !empty(inputs.databases) && empty([])", true),
    ] as [(String, Value)]
  )
  func `has the value that its operators' precedence gives it`(
    _ text: String,
    _ expected: Value
  ) throws {
    #expect(try template(text).evaluate(in: Self.scope) == expected)
  }

  @Test func `keeps long numbers exact`() throws {
    let number = "9999999999999999999999999"
    let value = try template("\(number) + 0.0000000001").evaluate(in: Self.scope)
    #expect(value == .decimal(try #require(Decimal(string: "\(number).0000000001"))))
    #expect(try template("9223372036854775807").evaluate(in: Self.scope) == .int(.max))
  }

  @Test func `says why it has no value`() throws {
    let scope = Self.scope
    for text in ["9223372036854775807 + 1", "1 / 0", "1 % 0", "1.5 / 0", "inputs.databases[2]"] {
      let template = try template(text)
      #expect(throws: EvaluationFailure.self, "\(text)") { try template.evaluate(in: scope) }
    }
  }

  @Test func `joins texts and fences`() throws {
    let text = "AG_${{ inputs.databases[0] }}: ${{ 1 + 1 }} of ${{ true }}"
    #expect(try body(text).evaluate(in: Self.scope) == "AG_Sales: 2 of true")
  }

  private static var scope: Scope {
    Scope(names: ["inputs": ["databases": ["Sales", "HR"], "note": nil]])
  }

  private func template(_ expression: String) throws -> Template {
    try body("${{ \(expression) }}")
  }

  private func body(_ text: String) throws -> Template {
    let file = """
      workflow: w
      language: 1
      inputs:
        databases: { type: list<string> }
        note: { type: string? }
      steps:
        - id: tell
          uses: demo.notify
          with:
            body: >-
              \(text)
      """
    let (definition, diagnostics) = compile(file)
    #expect(diagnostics.map(\.detail) == [])
    guard case .action(let use)? = definition?.steps.first?.kind else { return .literal(.null) }
    return try #require(use.arguments["body"])
  }
}
