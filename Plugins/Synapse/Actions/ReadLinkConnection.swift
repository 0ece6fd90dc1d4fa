import WorkflowModel
import WorkflowPlugin

/// What a rotation must know of a link connection: above all whether it is due.
enum ReadLinkConnection {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "synapse.read_link_connection",
    summary:
      "Reads a link connection, its tables, and whether its landing zone's signature is due.",
    discussion: """
      SQL Server writes to the landing zone with a shared access signature; when that ends, \
      replication stops, and the source's log fills. It is due when it ends within rotate_before, \
      counted from now, or has ended; a link that does not tell the end is due, since nobody would \
      notice it. Sources: "Link Connection", Azure Synapse REST API reference; "Configure Azure \
      Synapse Link for SQL Server 2022", Manage the link connection.
      """,
    inputs: WorkspaceRequest.inputs + [
      ActionInput(
        "rotate_before",
        .duration,
        "How long before its end a signature is due.",
        default: "7d"
      ),
      WorkspaceRequest.versionInput,
    ],
    outputs: [
      ActionOutput("status", .string, "The service's word: Running, Paused, Stopped and others."),
      ActionOutput("error", .string, "The link's error, if it has one; otherwise empty."),
      ActionOutput("tables", .list(.string), "The linked tables, as schema.table."),
      ActionOutput(
        "credential_expires_at",
        .string,
        "When the landing zone's signature ends, in UTC; empty when not told."
      ),
      ActionOutput("expired", .bool, "Whether it has ended."),
      ActionOutput("due", .bool, "Whether it should be changed now."),
    ],
    permissions: [WorkspaceRequest.readRoles],
    example: """
      - id: link
        uses: synapse.read_link_connection
        with:
          connection: ${{ inputs.workspace }}
          link_connection: ${{ inputs.link_connection }}
          rotate_before: 7d
      """
  )

  /// `Link Connection - Get`, `- Get Detailed Status` and `- List Link Tables`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      WorkspaceRequest.get("", of: arguments, "read the link connection"),
      WorkspaceRequest.status(of: arguments),
      WorkspaceRequest.tables(of: arguments),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = try LinkConnectionStatus(answers.dropFirst().first)
    let tables = LinkTables.names(answers.last).values.sorted()
    let left = link.credentialExpiresAt.map { $0 - arguments.at }
    let isDue = left.map { $0 <= arguments.duration("rotate_before") } ?? true
    let end =
      link.credentialExpiresAt.map { "its signature ends at \($0)" }
      ?? "when its signature ends is not told"
    return Observation(
      .mine,
      outputs: [
        "status": .string(link.status),
        "error": .string(link.error),
        "tables": .list(tables.map { .string($0) }),
        "credential_expires_at": .string(link.expiryText),
        "expired": .bool(left.map { $0 <= .zero } ?? false),
        "due": .bool(isDue),
      ],
      summary: "'\(arguments.string("link_connection"))' is \(link.status); "
        + "\(end), \(isDue ? "which is due" : "not due yet")"
    )
  }
}
