import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// What Azure knows of a link while the server may be out of reach.
enum ReadLinkRole {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.read_link_role",
    summary: "Reads which role an instance has in a link, if there is such a link.",
    discussion: """
      It asks Azure alone, so it works while the server cannot be reached, and a link that is not \
      there is an answer. Source: "Distributed Availability Groups - Get".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
    ],
    outputs: [
      ActionOutput("exists", .bool, "Whether the instance has the link."),
      ActionOutput("role", .string, "Primary or Secondary; empty without a link."),
      ActionOutput("partner_role", .string, "The server's, as Azure knows it."),
      ActionOutput("failover_mode", .string, "None or Manual."),
      ActionOutput("replication_mode", .string, "Async or Sync."),
      ActionOutput("connected", .bool, "Whether the server is connected."),
      ActionOutput("state", .string, "Azure's word for it, or empty."),
      ActionOutput("hardened_lsn", .string, "How far the log is hardened; empty when not told."),
      ActionOutput("hardened_at", .string, "When that was, in UTC; empty when not told."),
      ActionOutput("databases", .list(.string), "What it replicates."),
      ActionOutput("evidence", .string, "All of it in one sentence."),
    ],
    permissions: ["Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read"],
    example: """
      - id: instance_half
        uses: managed_instance.read_link_role
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [LinkResource.read(arguments.string("link"), on: arguments.string("connection"))]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("link")
    let link = answers.first.flatMap { $0.isNotFound ? nil : LinkResource($0) }
    let connection = arguments.string("connection")
    let evidence =
      if let link {
        "'\(connection)' is \(link.role ?? "in an unknown role") of '\(name)', "
          + "\(link.isConnected ? "connected" : "disconnected"), "
          + "\(link.replicaState ?? "in an unknown state")"
          + (link.hardened.map { ", hardened to \($0)" } ?? "")
          + (link.hardenedAt.map { " at \($0)" } ?? "")
      } else {
        "'\(connection)' has no link '\(name)'"
      }
    return Observation(
      .mine,
      outputs: [
        "exists": .bool(link != nil),
        "role": .string(link?.role ?? ""),
        "partner_role": .string(link?.partnerRole ?? ""),
        "failover_mode": .string(link?.failoverMode ?? ""),
        "replication_mode": .string(link?.replicationMode ?? ""),
        "connected": .bool(link?.isConnected ?? false),
        "state": .string(link?.replicaState ?? ""),
        "hardened_lsn": .string(link?.hardened ?? ""),
        "hardened_at": .string(link?.hardenedAt ?? ""),
        "databases": .list((link?.databases ?? []).map { .string($0) }),
        "evidence": .string(evidence),
      ],
      summary: evidence
    )
  }
}
