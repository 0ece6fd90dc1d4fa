import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Makes the instance the primary of a link though the server has not handed it over.
enum ForceLinkFailover {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.force_link_failover",
    summary: "Makes the instance the primary of a link at once, losing what it has not got.",
    discussion: """
      For the loss of the server. What the server committed and the instance had not hardened is \
      gone, and when the server comes back both call themselves primary. Let a person accept that \
      first. It is ordered at the secondary, and is never sent to an instance that is the primary \
      already. Sources: "Distributed Availability Groups - Failover"; "Fail over link - Azure SQL \
      Managed Instance", Forced failover.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
    ],
    outputs: [ActionOutput("role", .string, "The instance's now: Primary.")],
    permissions: [
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, failover/action"
    ],
    typicalDuration: "minutes",
    example: """
      - id: force
        uses: managed_instance.force_link_failover
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
        pivot: true
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [LinkResource.read(arguments.string("link"), on: arguments.string("connection"))]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("link")
    let link = try LinkResource.found(
      name,
      on: arguments.string("connection"),
      in: answers.first
    )
    let summary = "The instance is \(link.role ?? "in an unknown role") of '\(name)'"
    if link.isFailingOver {
      return Observation(.inProgress(nil), summary: "\(summary), failing over")
    }
    switch link.role {
    case "Primary":
      return Observation(.mine, outputs: ["role": "Primary"], summary: summary)
    case "Secondary":
      return Observation(.absent, summary: summary)
    default:
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "\(summary), so nothing was sent.",
        remedy: "Read its role at the instance itself before anything is forced."
      )
    }
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      LinkFailover.forced.call(
        arguments.string("link"),
        on: arguments.string("connection"),
        "force the failover to the instance, allowing data loss"
      )
    ]
  }
}
