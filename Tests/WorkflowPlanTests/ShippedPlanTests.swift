import Secrets
import Testing
import WorkflowModel
import WorkflowReport

@testable import WorkflowPlan

@Suite struct `A plan of a shipped workflow, offline,` {
  static let names = [
    "create-link", "prepare-environment", "failover", "drop-link", "rotate-sas", "migrate",
  ]

  @Test(arguments: names)
  func `shows every step, and nothing as known that it could not see`(_ name: String) async throws {
    let definition = try PlanBench.shippedDefinition(name)
    var inputs: [String: Value] = [:]
    for input in definition.inputs { inputs[input.name] = input.sample }
    let plan = try await PlanBench.plan(definition, inputs: inputs, registry: PlanBench.shipped)
    let shown = Set(plan.outline.entries.map { $0.address.rawValue.last })
    for step in definition.allSteps {
      #expect(shown.contains(step.name), "\(step.id) is not shown")
    }
    for entry in plan.outline.entries where !entry.isGroup {
      let forecast = try #require(entry.forecast)
      #expect(forecast.verdict != nil, "\(entry.address)")
      if forecast.verdict?.isChange == true { #expect(forecast.certainty != .known) }
    }
    #expect(!PlanText(plan, style: .plain).text().isEmpty)
    #expect(try PlanDocument(plan).data() == PlanDocument(plan).data())
  }
}

extension String {
  /// The last part of an address, without an item's key.
  fileprivate var last: String {
    String((split(separator: "/").last ?? "").prefix { $0 != "[" })
  }
}

extension InputDeclaration {
  fileprivate var sample: Value { defaultValue ?? type.sample }
}

extension ValueType {
  fileprivate var sample: Value {
    switch self {
    case .string: "sample"
    case .connection(let kind): .string(kind ?? "target")
    case .int, .decimal: 7
    case .bool: true
    case .duration: "10m"
    case .list(.object): [["name": "Sales", "database": "Sales"]]
    case .list(let element): [element.sample]
    case .object: [:]
    case .secret: .secret(.environment("SECRET"))
    case .any, .optional: .null
    }
  }
}
