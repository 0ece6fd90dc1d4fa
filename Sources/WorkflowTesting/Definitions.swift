public import WorkflowModel

/// Definitions for tests, as short as their YAML.
public enum Definitions {
  public static func action(
    _ id: String,
    _ action: String = "scripted.make",
    with arguments: [String: Template]? = nil,
    timeout: Duration = .seconds(900),
    retry: RetryPolicy = .standard,
    onError: [FailureRule] = [],
    undo: Undo? = nil,
    isPivot: Bool = false
  ) -> StepDefinition {
    StepDefinition(
      id: id,
      kind: .action(
        ActionUse(action: action, arguments: arguments ?? ["name": .literal(.string(id))])
      ),
      timeout: timeout,
      retry: retry,
      onError: onError,
      undo: undo,
      isPivot: isPivot
    )
  }

  /// `count` steps in sequence, each a write with a probe.
  public static func sequence(_ count: Int) -> WorkflowDefinition {
    WorkflowDefinition(
      name: "sequence",
      steps: (1...count).map { action("step_\($0)") },
      actions: ["scripted.make": 1]
    )
  }

  public static func run(
    _ definition: WorkflowDefinition,
    id: String = "sequence-test",
    inputs: [String: Value] = [:],
    at start: Instant = Instant(millisecondsSince1970: 1_800_000_000_000)
  ) throws -> RunRow {
    RunRow(
      id: RunID(rawValue: id),
      definition: try definition.id(),
      workflow: definition.name,
      inputs: inputs,
      startedAt: start,
      source: "test.yaml"
    )
  }
}
