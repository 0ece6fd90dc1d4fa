import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Makes the server the primary of a link though the instance has not handed it over.
enum ForceLinkFailover {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.force_link_failover",
    summary: "Makes the SQL Server the primary of a link at once, losing what it has not got.",
    discussion: """
      For the loss of the instance. What the instance committed and the server had not hardened is \
      gone, and when the instance comes back both call themselves primary. Let a person accept \
      that first. It is ordered at the secondary, and is never sent to a server that is the primary \
      already, nor while its database is being reverted or initialised, which could not start as a \
      primary. Source: "Fail over link - Azure SQL Managed Instance", Forced failover.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("database", .string, "Its database."),
    ],
    outputs: [
      ActionOutput("role", .string, "PRIMARY."),
      ActionOutput("writable", .bool, "True: the database can be written at the server."),
    ],
    permissions: ["ALTER ANY AVAILABILITY GROUP", "VIEW SERVER STATE"],
    typicalDuration: "a minute; the database is recovered",
    example: """
      - id: force
        uses: sqlserver.force_link_failover
        with:
          connection: ${{ inputs.source }}
          link: DAG_${{ db }}
          database: ${{ db }}
        pivot: true
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    ReadLinkRole.calls(arguments)
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = arguments.string("link")
    let connection = arguments.string("connection")
    guard let end = LinkEnd(answers.first) else {
      throw LinkEnd.missing(link, on: connection)
    }
    let summary = "'\(connection)' is \(end.role.rawValue) of '\(link)'"
    if end.isWritable {
      return Observation(
        .mine,
        outputs: ["role": .string(end.role.rawValue), "writable": true],
        summary: summary
      )
    }
    guard end.role == .secondary else {
      return Observation(.inProgress(nil), summary: "\(summary): the database is recovering")
    }
    let state = LinkLog(answers.dropFirst().first, link: link).state
    if ["REVERTING", "INITIALIZING"].contains(state) {
      throw StepFailure(
        .transient,
        .prerequisiteMissing,
        detail: "\(summary), and its database is \(state): it could not start as a primary.",
        remedy: "Wait until the database is no longer \(state)."
      )
    }
    return Observation(.absent, summary: "\(summary), its database \(state)")
  }

  /// `ALTER AVAILABILITY GROUP (Transact-SQL)`, alone in its batch; it answers when it has been
  /// accepted, and recovery runs on.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    let link = TSQL.identifier(arguments.string("link"))
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "force the failover to the server, allowing data loss",
        sql: SQLCall(
          "ALTER AVAILABILITY GROUP \(link) FORCE_FAILOVER_ALLOW_DATA_LOSS",
          timeout: .seconds(1800)
        )
      )
    ]
  }
}
