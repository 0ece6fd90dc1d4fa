import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// How a link connection and each of its tables are getting on.
enum ReadLinkStatus {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "synapse.read_link_status",
    summary: "Reads whether a link connection replicates all its tables without errors.",
    discussion: """
      A table that is Suspended goes on by itself when its cause is gone; one that has Failed must \
      be removed from the link and added again. At most 1000 tables are read. The words for the \
      states are the service's own, of which no complete list is published. Sources: "Link \
      Connection", Azure Synapse REST API reference; "Azure Synapse Link for SQL", Monitor.
      """,
    inputs: WorkspaceRequest.inputs + [WorkspaceRequest.versionInput],
    outputs: [
      ActionOutput("status", .string, "The service's word: Running, Paused, Stopped and others."),
      ActionOutput("running", .bool, "Whether the link runs."),
      ActionOutput(
        "replicates",
        .bool,
        "Whether it runs, every table replicates, and neither has an error."
      ),
      ActionOutput("error", .string, "The link's error, if it has one; otherwise empty."),
      ActionOutput(
        "credential_expires_at",
        .string,
        "When the landing zone's signature ends, in UTC; empty when not told."
      ),
      ActionOutput("tables", .int, "How many tables it has."),
      ActionOutput("replicating", .int, "How many of them replicate."),
      ActionOutput("suspended", .int, "How many wait for a cause to be gone."),
      ActionOutput("failed", .int, "How many have failed."),
      ActionOutput("troubled", .list(.string), "Each table that does not replicate, and why."),
    ],
    permissions: [WorkspaceRequest.readRoles],
    example: """
      - id: goes_on
        poll: synapse.read_link_status
        with:
          connection: ${{ inputs.workspace }}
          link_connection: ${{ inputs.link_connection }}
        every: 15s
        until: ${{ result.replicates }}
        fail_when: ${{ result.failed > 0 }}
        timeout: 30m
      """
  )

  /// `Link Connection - Get Detailed Status`, `- List Link Tables` and `- Query Table Status`, a
  /// POST that only reads.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      WorkspaceRequest.status(of: arguments),
      WorkspaceRequest.tables(of: arguments),
      WorkspaceRequest.call(
        .read,
        .post,
        "/querytablestatus",
        of: arguments,
        "read the tables' states",
        body: ["maxSegmentCount": 1000, "continuationToken": nil]
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = try LinkConnectionStatus(answers.first)
    guard answers.count == 3, answers[2].body.object?["value"]?.list != nil else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "The workspace did not tell the tables' states."
      )
    }
    let tables = LinkTables(named: answers[1], standing: answers[2])
    let replicating = tables.count(of: "Replicating")
    let isWell =
      link.isIn("Running") && !link.isPartiallyFailed && link.error.isEmpty
      && replicating == tables.count
    let trouble = [link.error].filter { !$0.isEmpty } + tables.troubled
    return Observation(
      .mine,
      outputs: [
        "status": .string(link.status),
        "running": .bool(link.isIn("Running")),
        "replicates": .bool(isWell),
        "error": .string(link.error),
        "credential_expires_at": .string(link.expiryText),
        "tables": .int(Int64(tables.count)),
        "replicating": .int(Int64(replicating)),
        "suspended": .int(Int64(tables.count(of: "Suspended"))),
        "failed": .int(Int64(tables.count(of: "Failed"))),
        "troubled": .list(tables.troubled.map { .string($0) }),
      ],
      summary: "\(link.status), \(replicating) of \(tables.count) tables replicate"
        + (tables.isComplete ? "" : " of those that were read")
        + (trouble.first.map { "; \($0)" } ?? "")
    )
  }
}
