import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A planned failover back to the server, ordered at the instance while that is the primary.
enum FailOverLink {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.fail_over_link",
    summary: "Hands a link's database over from the instance to the SQL Server, losing nothing.",
    discussion: """
      It says where the database goes: sent again it finds the server to be the primary and does \
      nothing. Which side Azure lets order a planned failover is not written; this action orders it \
      only while the instance is the primary, and sqlserver.fail_over_link while the server is. \
      Azure's word on both roles is its probe; let sqlserver.compare_link_ends prove them at both \
      ends. Sources: "Distributed Availability Groups - Failover"; "Fail over link - Azure SQL \
      Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
    ],
    outputs: [
      ActionOutput("role", .string, "The instance's now: Secondary."),
      ActionOutput("partner_role", .string, "The server's now: Primary."),
    ],
    permissions: [
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, failover/action"
    ],
    typicalDuration: "minutes; it waits until the server has all of the log",
    example: """
      - id: failback
        uses: managed_instance.fail_over_link
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
    let (role, partner) = (link.role ?? "unknown", link.partnerRole ?? "unknown")
    let summary = "'\(name)': the instance is \(role), the server \(partner)"
    if link.isFailingOver {
      return Observation(.inProgress(nil), summary: "\(summary), failing over")
    }
    switch (role, partner) {
    case ("Secondary", "Primary"):
      return Observation(
        .mine,
        outputs: ["role": .string(role), "partner_role": .string(partner)],
        summary: summary
      )
    case ("Primary", "Secondary"), ("Primary", "unknown"):
      return Observation(.absent, summary: summary)
    case ("Primary", "Primary"):
      throw StepFailure(
        .permanent,
        .differentObject,
        detail: "\(summary): both take writes.",
        remedy: "Decide which of the two lives, save what only the other has, and make it the "
          + "secondary."
      )
    default:
      return Observation(.inProgress(nil), summary: "\(summary): the roles are changing")
    }
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      LinkFailover.planned.call(
        arguments.string("link"),
        on: arguments.string("connection"),
        "fail over to the server"
      )
    ]
  }
}
