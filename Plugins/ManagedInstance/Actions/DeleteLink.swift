import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The instance's half of a link taken away, which is also how a one-way migration cuts over.
enum DeleteLink {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.delete_link",
    summary: "Deletes a link; the instance's database becomes one of its own, open for writing.",
    discussion: """
      There is no way back. While the instance is the secondary it keeps only what it has got, so \
      the logs of both ends are compared at the server once more, right before the link is deleted, \
      however long ago that was last done: unless they are equal, nothing is sent. Where the loss is \
      accepted, or the server cannot be asked, `accept_data_loss` says so; let a person say it. An \
      instance that is the primary has everything; then let its first full backup come first. \
      Sources: "Distributed Availability Groups - Delete"; "Migrate databases to Azure SQL Managed \
      Instance by using the link".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
      ActionInput("database", .string, "Its database."),
      ActionInput(
        "server",
        .optional(.connection(kind: "sqlserver")),
        "The SQL Server, to compare the logs; needed unless data loss is accepted."
      ),
      ActionInput(
        "accept_data_loss",
        .bool,
        "Whether the instance's database may lack rows that the server has.",
        default: false
      ),
    ],
    outputs: [ActionOutput("name", .string, "The name of the link that is gone.")],
    permissions: [
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, delete",
      "VIEW SERVER STATE on the server",
    ],
    typicalDuration: "minutes",
    example: """
      - id: delete
        uses: managed_instance.delete_link
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
          database: ${{ db }}
          server: ${{ inputs.source }}
        pivot: true
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    let link = LinkResource.read(arguments.string("link"), on: arguments.string("connection"))
    if arguments.bool("accept_data_loss") { return [link] }
    guard let server = arguments.optionalString("server") else {
      throw StepFailure(
        .permanent,
        .invalidInput,
        detail: "Without the server nobody can tell whether the instance has everything.",
        remedy: "Give 'server', or accept the loss of data."
      )
    }
    return [
      link, ServerLog.read(arguments["link"], database: arguments["database"], on: server),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("link")
    guard let answer = answers.first, !answer.isNotFound else {
      return Observation(
        .mine,
        outputs: ["name": .string(name)],
        summary: "The instance has no link '\(name)'"
      )
    }
    let link = LinkResource(answer)
    if link.role == "Primary" {
      return Observation(.absent, summary: "Link '\(name)' is there; the instance has everything")
    }
    if arguments.bool("accept_data_loss") {
      return Observation(.absent, summary: "Link '\(name)' is there; data loss is accepted")
    }
    let log = ServerLog(answers.dropFirst().first)
    let positions =
      "hardened to \(log.own ?? "unknown") at the server and \(log.instance ?? "unknown") at the "
      + "instance"
    if log.isEqual {
      return Observation(.absent, summary: "Link '\(name)' is there, \(positions): equal")
    }
    // Sent already: the ends part before the link is gone.
    guard !link.isLeaving else {
      return Observation(.inProgress(nil), summary: "Link '\(name)' is being deleted")
    }
    throw StepFailure(
      .transient,
      .prerequisiteMissing,
      detail: "The instance may lack rows that the server has: '\(name)' is \(log.state), "
        + "\(positions). Nothing was deleted.",
      remedy: "Stop the workload, let the link be synchronous, and wait until both are equal. To "
        + "delete it all the same, begin a new run that accepts the loss."
    )
  }

  /// `Distributed Availability Groups - Delete`, a long operation.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      InstanceRequest.delete(
        LinkResource.path(arguments.string("link")),
        on: arguments.string("connection"),
        "delete the link"
      )
    ]
  }
}
