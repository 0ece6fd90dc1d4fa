import WorkflowModel
import WorkflowPlugin
import WorkflowTesting

/// Actions over a scripted target that say what they look at: each at its own name alone.
enum ApartPlugin {
  static let plugin = Plugin(
    name: "apart",
    summary: "Names that do not touch each other.",
    actions: [made("apart.make"), made("apart.drop"), judged]
  )

  private static func made(_ name: String) -> Action {
    Action(
      ActionDescriptor(
        name: name,
        summary: "Makes a name.",
        inputs: [ActionInput("name", .string, "What to make.")],
        outputs: [
          ActionOutput("made", .string, "The name."), ActionOutput("number", .int, "How often."),
        ],
        typicalDuration: "a moment"
      ),
      probe: probe { count, name in
        Observation(
          count > 0 ? .mine : .absent,
          outputs: ["made": .string(name), "number": .int(count)],
          summary: count > 0 ? "\(name) is there" : "\(name) is absent"
        )
      },
      calls: calls,
      inverse: { arguments, _ in
        [Call(.write, on: "target", "undo", sql: SQLCall("drop \(arguments.string("name"))"))]
      },
      foresees: { arguments, _ in ["made": arguments["name"]] },
      footprint: { Footprint(of: "apart/\($0.string("name"))") }
    )
  }

  /// Refuses what is there already.
  private static let judged = Action(
    ActionDescriptor(
      name: "apart.claim",
      summary: "Makes a name that nobody else has.",
      inputs: [ActionInput("name", .string, "What to make.")]
    ),
    probe: probe { count, name in
      Observation(
        count > 0 ? .foreign : .absent,
        summary: count > 0 ? "\(name) is taken" : "\(name) is free",
        remedy: "Take another."
      )
    },
    calls: calls
  )

  @Sendable private static func calls(_ arguments: Arguments, _: Observation?) -> [Call] {
    [Call(.write, on: "target", "make it", sql: SQLCall("write \(arguments.string("name"))"))]
  }

  private static func probe(
    _ observe: @escaping @Sendable (Int64, String) -> Observation
  ) -> Probe {
    Probe(
      calls: { arguments in
        [Call(.read, on: "target", "look", sql: SQLCall("read \(arguments.string("name"))"))]
      },
      read: { arguments, answers in
        observe(answers[0].rows.first?["count"]?.int ?? 0, arguments.string("name"))
      }
    )
  }
}
