import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// What one server knows of a link while the other end may be out of reach.
enum ReadLinkRole {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.read_link_role",
    summary: "Reads which role a SQL Server has in a link, if there is such a link.",
    discussion: """
      It asks the server alone, so it works while the instance cannot be reached, and a link that \
      is not there is an answer. Two ends that both call themselves PRIMARY are told by \
      sqlserver.compare_link_ends. Source: "Fail over link - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("database", .string, "Its database."),
    ],
    outputs: [
      ActionOutput("exists", .bool, "Whether the server has the distributed group."),
      ActionOutput("role", .string, "PRIMARY, SECONDARY, RESOLVING, or NONE without a link."),
      ActionOutput("connected", .bool, "Whether the ends are connected, as the server knows it."),
      ActionOutput("state", .string, "For instance SYNCHRONIZING; NONE when not told."),
      ActionOutput("writable", .bool, "Primary, and the database may be written here."),
      ActionOutput("hardened_lsn", .string, "How far its log is hardened; empty when not told."),
      ActionOutput("hardened_at", .string, "When that was, by the server's clock; or empty."),
      ActionOutput("availability_group", .string, "The group on the server, or empty."),
      ActionOutput("instance_availability_group", .string, "The group on the instance, or empty."),
      ActionOutput("evidence", .string, "All of it in one sentence."),
    ],
    permissions: ["VIEW SERVER STATE"],
    example: """
      - id: server_half
        uses: sqlserver.read_link_role
        with:
          connection: ${{ inputs.source }}
          link: DAG_${{ db }}
          database: ${{ db }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    let (link, database) = (arguments["link"], arguments["database"])
    return [
      LinkEnd.read(link, database: database, on: connection),
      LinkLog.read(link, database: database, on: connection),
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let link = arguments.string("link")
    let end = LinkEnd(answers.first)
    let log = LinkLog(answers.dropFirst().first, link: link)
    let connection = arguments.string("connection")
    let evidence =
      if let end {
        "'\(connection)' is \(end.role.rawValue) of '\(link)', "
          + "\(end.isConnected ? "connected" : "disconnected"), \(log.state)"
          + (log.hardened.map { ", hardened to \($0)" } ?? "")
          + (log.hardenedAt.map { " at \($0)" } ?? "")
          + (log.suspension.map { ", data movement suspended: \($0)" } ?? "")
      } else {
        "'\(connection)' has no distributed group '\(link)'"
      }
    return Observation(
      .mine,
      outputs: [
        "exists": .bool(end != nil),
        "role": .string((end?.role ?? .none).rawValue),
        "connected": .bool(end?.isConnected ?? false),
        "state": .string(end == nil ? "NONE" : log.state),
        "writable": .bool(end?.isWritable ?? false),
        "hardened_lsn": .string(end == nil ? "" : log.hardened ?? ""),
        "hardened_at": .string(end == nil ? "" : log.hardenedAt ?? ""),
        "availability_group": .string(end?.groups.first ?? ""),
        "instance_availability_group": .string(end?.groups.dropFirst().first ?? ""),
        "evidence": .string(evidence),
      ],
      summary: evidence
    )
  }
}
