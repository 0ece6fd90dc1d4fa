import Secrets
import Testing
import WorkflowModel
import WorkflowPlugin

@testable import WorkflowPlan

@Suite struct `An action with values that are not known yet` {
  private static let actions = PlanBench.shipped.plugins.flatMap(\.actions)

  @Test func `gives calls or says that it cannot, for every set of unknown inputs`() {
    for action in Self.actions {
      for values in Self.subsets(of: action.descriptor.inputs) {
        let rendering = Rendering(
          action,
          values,
          run: RunID(rawValue: "RUN"),
          at: StepAddress(rawValue: "step"),
          Instant(millisecondsSince1970: 1_800_000_000_000)
        )
        _ = rendering.reads
        _ = rendering.footprint
        let outputs = rendering.outputs(of: StepAddress(rawValue: "step"), after: nil)
        #expect(Set(outputs.keys) == Set(action.descriptor.outputs.map(\.name)))
        if let calls = action.calls { _ = rendering.calls(calls, nil) }
        if let inverse = action.inverse {
          _ = rendering.calls(inverse, Observation(.mine, summary: ""))
        }
      }
    }
  }

  @Test func `never passes a placeholder on as a value`() {
    for action in Self.actions where action.foresees != nil {
      for values in Self.subsets(of: action.descriptor.inputs) {
        let rendering = Rendering(
          action,
          values,
          run: RunID(rawValue: "RUN"),
          at: StepAddress(rawValue: "step"),
          Instant(millisecondsSince1970: 0)
        )
        for (name, value) in rendering.outputs(of: StepAddress(rawValue: "step"), after: nil)
        where value.isKnown {
          #expect(!value.description.contains("‹"), "\(action.descriptor.name).\(name)")
        }
      }
    }
  }

  /// Each input known or not; some values of each type.
  private static func subsets(of inputs: [ActionInput]) -> [[String: Value]] {
    (0..<(1 << min(inputs.count, 9))).map { mask in
      var values: [String: Value] = [:]
      for (index, input) in inputs.enumerated() {
        let isUnknown = mask & (1 << min(index, 8)) != 0
        values[input.name] = isUnknown ? .unknown("x.\(input.name)") : sample(input.type)
      }
      return values
    }
  }

  private static func sample(_ type: ValueType) -> Value {
    switch type {
    case .string, .connection: "sample"
    case .int, .decimal: 7
    case .bool: true
    case .duration: "10m"
    case .list(let element): [sample(element), .unknown("x.element")]
    case .object: ["a": 1]
    case .secret: .secret(.environment("SECRET"))
    case .any: .null
    case .optional(let wrapped): sample(wrapped)
    }
  }
}
