import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The server's half of a link, taken away after the instance's.
enum DropDistributedAvailabilityGroup {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.drop_distributed_ag",
    summary: "Drops the distributed availability group of a link that was deleted.",
    discussion: """
      While it is left behind it may hold the log. A group whose other end is still connected is \
      not dropped: the link would be left on the instance alone, with a database that can neither \
      be written nor replicated. Sources: "Configure link with scripts - Azure SQL Managed \
      Instance", Drop a link; "DROP AVAILABILITY GROUP (Transact-SQL)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The group's name, which is the link's too."),
    ],
    outputs: [ActionOutput("name", .string, "The name of the group that is gone.")],
    permissions: ["CONTROL on the availability group", "VIEW SERVER STATE"],
    example: """
      - id: distributed_group
        uses: sqlserver.drop_distributed_ag
        with:
          connection: ${{ inputs.source }}
          name: DAG_${{ db }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      AvailabilityGroupRows.read(arguments["name"], on: connection),
      Call(
        .read,
        on: connection,
        "read whether the other end is connected",
        sql: SQLCall(
          """
          SELECT rs.connected_state_desc
          FROM sys.dm_hadr_availability_replica_states AS rs
          JOIN sys.availability_groups AS ag ON ag.group_id = rs.group_id
          WHERE ag.is_distributed = 1 AND ag.name = @name AND rs.is_local = 0
          """,
          parameters: [SQLCall.Parameter("name", arguments["name"])]
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
        summary: "There is no distributed group '\(name)'"
      )
    }
    guard group.isDistributed else {
      return Observation(
        .foreign,
        summary: "'\(name)' is an availability group that is not distributed",
        remedy: "Give the name of the link's distributed group."
      )
    }
    if answers.dropFirst().first?.firstRow?.text("connected_state_desc") == "CONNECTED" {
      throw StepFailure(
        .transient,
        .prerequisiteMissing,
        detail: "The instance is still connected to '\(name)'.",
        remedy: "Delete the link on the instance first; the connection ends soon after."
      )
    }
    return Observation(.absent, summary: "Distributed group '\(name)' is still there")
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [AvailabilityGroupRows.drop(arguments.string("name"), on: arguments.string("connection"))]
  }
}
