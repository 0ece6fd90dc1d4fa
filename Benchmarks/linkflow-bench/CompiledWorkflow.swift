import WorkflowModel

/// A definition and its name, as `linkflow run` has them before a run begins.
struct CompiledWorkflow {
  var definition: WorkflowDefinition
  var id: DefinitionID

  /// `steps` steps, one after the other.
  init(steps: Int) throws {
    definition = WorkflowDefinition(
      name: "sequence",
      steps: (1...steps).map { number in
        StepDefinition(
          id: "step_\(number)",
          kind: .action(
            ActionUse(
              action: "bench.put_name",
              arguments: ["name": .literal(.string("name \(number)"))]
            )
          )
        )
      },
      actions: ["bench.put_name": 1]
    )
    id = try definition.id()
  }
}
