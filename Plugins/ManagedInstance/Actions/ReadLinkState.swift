import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// How far a link has come, as the instance sees it.
enum ReadLinkState {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.read_link_state",
    summary: "Reads how the instance sees a link.",
    discussion: """
      A second opinion beside sqlserver.read_link_state. The states are Azure's own words, of which \
      no complete list is published; one that ends in Error names what failed. Source: \
      "Distributed Availability Groups - Get".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
    ],
    outputs: [
      ActionOutput("state", .string, "For instance LinkSynchronizing; empty when not told."),
      ActionOutput("failed", .bool, "Whether the state is one of failure."),
      ActionOutput("connected", .bool, "Whether the server is connected."),
      ActionOutput("health", .string, "NOT_HEALTHY, PARTIALLY_HEALTHY, HEALTHY, or empty."),
      ActionOutput("error", .string, "The most recent error, if any; otherwise empty."),
    ],
    permissions: ["Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read"],
    example: """
      - id: link_state
        uses: managed_instance.read_link_state
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
      """
  )

  /// `Distributed Availability Groups - Get`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      InstanceRequest.get(
        LinkResource.path(arguments.string("link")),
        on: arguments.string("connection"),
        "read the link"
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let answer = answers.first, answer.body.object != nil else {
      throw StepFailure(.permanent, .unexpectedAnswer, detail: "Azure did not describe the link.")
    }
    let link = LinkResource(answer)
    let state = link.replicaState ?? ""
    return Observation(
      .mine,
      outputs: [
        "state": .string(state),
        "failed": .bool(link.phase == .failed),
        "connected": .bool(link.isConnected),
        "health": .string(link.health ?? ""),
        "error": .string(link.error ?? ""),
      ],
      summary: "'\(arguments.string("link"))' is \(state.isEmpty ? "in an unknown state" : state), "
        + (link.isConnected ? "connected" : "disconnected")
    )
  }
}
