import WorkflowModel
import WorkflowPlugin

/// One action over a `MemorySender`, as an honest one is made: a write, and a probe that proves it.
enum BenchPlugin {
  static let plugin = Plugin(
    name: "bench",
    summary: "Names in a target in memory.",
    actions: [
      Action(
        ActionDescriptor(
          name: "bench.put_name",
          summary: "Puts a name into the target.",
          inputs: [ActionInput("name", .string, "What to put.")],
          outputs: [ActionOutput("name", .string, "What was put.")]
        ),
        probe: Probe(
          calls: { arguments throws(StepFailure) in
            [call(.read, "look for the name", "SELECT @name", arguments)]
          },
          read: { arguments, answers throws(StepFailure) in
            let isThere = answers.first?.rows.first?["is_there"]?.bool == true
            let name = arguments.string("name")
            return Observation(
              isThere ? .mine : .absent,
              outputs: ["name": .string(name)],
              summary: isThere ? "'\(name)' is there" : "'\(name)' is not there"
            )
          }
        ),
        calls: { arguments, _ throws(StepFailure) in
          [call(.write, "put the name", "INSERT @name", arguments)]
        }
      )
    ]
  )

  private static func call(
    _ access: Call.Access,
    _ purpose: String,
    _ text: String,
    _ arguments: Arguments
  ) -> Call {
    let name = SQLCall.Parameter("name", .string(arguments.string("name")))
    return Call(access, on: "target", purpose, sql: SQLCall(text, parameters: [name]))
  }
}
