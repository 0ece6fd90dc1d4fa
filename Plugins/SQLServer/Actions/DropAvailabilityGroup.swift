import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The availability group that held a link's database on the server.
enum DropAvailabilityGroup {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.drop_availability_group",
    summary: "Drops the availability group that was made for a link; the database stays.",
    discussion: """
      Only a group that serves nothing else: one replica, this one database, the server its \
      primary, no distributed group upon it. Dropped at a secondary it would leave the database \
      RESTORING. Sources: "Configure link with scripts - Azure SQL Managed Instance", Drop a link; \
      "DROP AVAILABILITY GROUP (Transact-SQL)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The group's name."),
      ActionInput("database", .string, "The only database that it may hold."),
    ],
    outputs: [ActionOutput("name", .string, "The name of the group that is gone.")],
    permissions: ["CONTROL on the availability group", "VIEW SERVER STATE"],
    example: """
      - id: group
        uses: sqlserver.drop_availability_group
        with:
          connection: ${{ inputs.source }}
          name: AG_${{ db }}
          database: ${{ db }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    let name = SQLCall.Parameter("name", arguments["name"])
    return [
      AvailabilityGroupRows.read(arguments["name"], on: connection),
      Call(
        .read,
        on: connection,
        "read the server's role in the group",
        sql: SQLCall(
          """
          SELECT rs.role_desc
          FROM sys.dm_hadr_availability_replica_states AS rs
          JOIN sys.availability_groups AS ag ON ag.group_id = rs.group_id
          WHERE ag.name = @name AND rs.is_local = 1
          """,
          parameters: [name]
        )
      ),
      Call(
        .read,
        on: connection,
        "read the group's databases",
        sql: SQLCall(
          """
          SELECT d.database_name
          FROM sys.availability_databases_cluster AS d
          JOIN sys.availability_groups AS ag ON ag.group_id = d.group_id
          WHERE ag.name = @name
          """,
          parameters: [name]
        )
      ),
      Call(
        .read,
        on: connection,
        "look for links upon the group",
        sql: SQLCall(
          """
          SELECT ag.name
          FROM sys.availability_groups AS ag
          JOIN sys.availability_replicas AS r ON r.group_id = ag.group_id
          WHERE ag.is_distributed = 1 AND r.replica_server_name = @name
          """,
          parameters: [name]
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    guard let group = AvailabilityGroupRows(answers.first) else {
      return Observation(
        .mine,
        outputs: ["name": .string(name)],
        summary: "There is no availability group '\(name)'"
      )
    }
    guard answers.count == 4 else {
      throw StepFailure(.permanent, .unexpectedAnswer, detail: "The server did not tell the group.")
    }
    let uses = otherUses(
      of: group,
      databases: answers[2].catalogRows.compactMap { $0.text("database_name") },
      than: arguments.string("database")
    )
    guard uses.isEmpty else {
      return Observation(
        .foreign,
        summary: "Availability group '\(name)' \(uses.joined(separator: " and "))",
        remedy: "Leave it, or let its owner drop it."
      )
    }
    if let link = answers[3].firstRow?.text("name") {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The distributed group '\(link)' rests on availability group '\(name)'.",
        remedy: "Drop the link '\(link)' first."
      )
    }
    let role = answers[1].firstRow?.text("role_desc") ?? "unknown"
    guard role == "PRIMARY" else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The server's role in availability group '\(name)' is \(role): dropped here, it "
          + "would leave its database RESTORING.",
        remedy: "Drop it where it is the primary."
      )
    }
    return Observation(.absent, summary: "Availability group '\(name)' is still there")
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [AvailabilityGroupRows.drop(arguments.string("name"), on: arguments.string("connection"))]
  }

  private static func otherUses(
    of group: AvailabilityGroupRows,
    databases: [String],
    than database: String
  ) -> [String] {
    var found: [String] = []
    if group.isDistributed { found.append("is a distributed one") }
    if !group.isDistributed, group.replicas.count > 1 {
      found.append("has \(group.replicas.count) replicas")
    }
    let others = databases.filter { !$0.isSameName(as: database) }
    if !others.isEmpty {
      found.append("holds \(others.map { "'\($0)'" }.joined(separator: ", "))")
    }
    return found
  }
}
