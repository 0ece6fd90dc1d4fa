import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The server's half of a link: a distributed group that names both availability groups.
enum CreateDistributedAvailabilityGroup {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    foresees: { arguments, _ in ["name": arguments["name"]] },
    footprint: { arguments in
      let name = arguments.string("name").lowercased()
      return Footprint(
        reads: ["sqlserver/availability_group/\(name)"],
        writes: ["sqlserver/availability_group/\(name)", "sqlserver/link/\(name)"]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.create_distributed_ag",
    summary: "Creates the distributed availability group that a link joins.",
    discussion: """
      It stays disconnected until the link is created, and must not wait long for it: let \
      managed_instance.create_link follow with no gate between. Source: "Configure link with \
      scripts - Azure SQL Managed Instance", Create a distributed availability group.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The group's name, which is the link's too."),
      ActionInput("availability_group", .string, "The group on the server."),
      ActionInput("endpoint_url", .string, "TCP://address:port of the server's endpoint."),
      ActionInput("instance_availability_group", .string, "The group's name on the instance."),
      ActionInput("instance_name", .string, "The instance's short name."),
      ActionInput("instance_fqdn", .string, "The instance's fully qualified domain name."),
    ],
    outputs: [ActionOutput("name", .string, "The name of group and link.")],
    permissions: ["ALTER ANY AVAILABILITY GROUP"],
    example: """
      - id: distributed_group
        uses: sqlserver.create_distributed_ag
        with:
          connection: ${{ inputs.source }}
          name: DAG_${{ db }}
          availability_group: ${{ steps.group.outputs.name }}
          endpoint_url: ${{ steps.group.outputs.endpoint_url }}
          instance_availability_group: AG_${{ db }}_MI
          instance_name: ${{ steps.instance.outputs.name }}
          instance_fqdn: ${{ steps.instance.outputs.fqdn }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    try checkNames(arguments)
    return [AvailabilityGroupRows.read(arguments["name"], on: arguments.string("connection"))]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("name")
    guard let group = AvailabilityGroupRows(answers.first) else {
      return Observation(.absent, summary: "There is no availability group '\(name)'")
    }
    guard group.isDistributed else {
      return Observation(
        .foreign,
        summary: "'\(name)' is an availability group that is not distributed",
        remedy: "Give the link another name."
      )
    }
    // In a distributed group the catalogue's replicas are the two availability groups.
    let modes = ["ASYNCHRONOUS_COMMIT", "MANUAL", "AUTOMATIC"]
    let differences = group.differences(from: [
      AvailabilityGroupRows.Replica(
        name: arguments.string("availability_group"),
        endpointURL: arguments.string("endpoint_url"),
        modes: modes
      ),
      AvailabilityGroupRows.Replica(
        name: arguments.string("instance_availability_group"),
        endpointURL: listenerURL(arguments),
        modes: modes
      ),
    ])
    guard differences.isEmpty else {
      return Observation(
        .different,
        summary: "Distributed group '\(name)' differs: \(differences.joined(separator: "; "))",
        remedy: "Give the link another name, or, if no link uses it, drop the group:\n"
          + "  DROP AVAILABILITY GROUP \(TSQL.identifier(name))"
      )
    }
    return Observation(
      .mine,
      outputs: ["name": .string(name)],
      summary: "Distributed group '\(name)' is there"
    )
  }

  /// `CREATE AVAILABILITY GROUP (Transact-SQL)`, alone in its batch; an instance always listens on
  /// port 5022.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    try checkNames(arguments)
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "create the distributed availability group",
        sql: SQLCall(
          """
          CREATE AVAILABILITY GROUP \(TSQL.identifier(arguments.string("name")))
          WITH (DISTRIBUTED)
          AVAILABILITY GROUP ON
          \(TSQL.literal(arguments.string("availability_group"))) WITH (
            LISTENER_URL = \(TSQL.literal(arguments.string("endpoint_url"))),
            AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT,
            FAILOVER_MODE = MANUAL,
            SEEDING_MODE = AUTOMATIC,
            SESSION_TIMEOUT = 20
          ),
          \(TSQL.literal(arguments.string("instance_availability_group"))) WITH (
            LISTENER_URL = \(TSQL.literal(listenerURL(arguments))),
            AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT,
            FAILOVER_MODE = MANUAL,
            SEEDING_MODE = AUTOMATIC
          )
          """,
          timeout: .seconds(300)
        )
      )
    ]
  }

  /// The group below it stays, with the database.
  @Sendable static func inverse(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [AvailabilityGroupRows.drop(arguments.string("name"), on: arguments.string("connection"))]
  }

  private static func listenerURL(_ arguments: Arguments) -> String {
    "tcp://\(arguments.string("instance_fqdn")):5022;Server=[\(arguments.string("instance_name"))]"
  }

  /// Names that Azure would refuse later, when half of the link exists.
  ///
  /// The pattern of links is that of the published REST specification, widened by the hyphen, which
  /// later versions accept; that of instances keeps plain text plain inside the listener's URL.
  private static func checkNames(_ arguments: Arguments) throws(StepFailure) {
    let link = arguments.string("name")
    if link.wholeMatch(of: /[#a-zA-Z_][\w@#$-]*/) == nil || link.utf16.count > 128 {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "Azure accepts no link called '\(link)'.",
        remedy: "Use letters, digits, '_', '-', '@', '#' and '$', at most 128 and no digit first."
      )
    }
    let instance = arguments.string("instance_name")
    if instance.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) == nil {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "'\(instance)' is not the short name of an instance.",
        remedy: "Take it from managed_instance.read_instance."
      )
    }
    let group = arguments.string("availability_group")
    if group.isSameName(as: arguments.string("instance_availability_group")) {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The groups on the server and on the instance are both called '\(group)'.",
        remedy: "Give the group on the instance another name, such as \(group)_MI."
      )
    }
  }
}
