import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A point that a run passes only while something holds.
enum Assert {
  static let action = Action(reading: descriptor, probe: Probe(calls: { _ in [] }, read: judge))

  static let descriptor = ActionDescriptor(
    name: "core.assert",
    summary: "Stops a run with a message unless a condition holds and a list is empty.",
    discussion: """
      Sends nothing. It shows every item of the list at once, so that findings of several steps \
      become one account; what it was given is worked out when the step begins, so a person who has \
      mended the causes begins a new run, which looks again. Source: no page; it is Linkflow's own.
      """,
    inputs: [
      ActionInput("message", .string, "What is wrong when it does not hold."),
      ActionInput("condition", .bool, "What must be true.", default: true),
      ActionInput("empty", .list(.string), "What must be an empty list.", default: []),
      ActionInput("remedy", .optional(.string), "What a person can do then."),
    ],
    permissions: ["none"],
    typicalDuration: "none",
    example: """
      - id: ready
        uses: core.assert
        with:
          message: The server cannot take part in a link.
          empty: ${{ steps.server.outputs.blocking }}
      """
  )

  @Sendable static func judge(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let items = arguments.strings("empty")
    guard !arguments.bool("condition") || !items.isEmpty else {
      return Observation(.mine, summary: "holds")
    }
    throw StepFailure(
      .permanent,
      .assertionFailed,
      detail: ([arguments.string("message")] + items.map(bullet)).joined(separator: "\n"),
      remedy: arguments.optionalString("remedy")
    )
  }

  /// Lines after an item's first stand under its text.
  private static func bullet(_ item: String) -> String {
    "- " + item.replacing("\n", with: "\n  ")
  }
}
