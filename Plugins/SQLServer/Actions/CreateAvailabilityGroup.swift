import WorkflowModel
import WorkflowPlugin

/// The availability group that holds the one database of a link on the server.
enum CreateAvailabilityGroup {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    foresees: { arguments, _ in
      ["name": arguments["name"], "endpoint_url": .string(endpointURL(arguments))]
    },
    footprint: { arguments in
      Footprint(
        of: "sqlserver/availability_group/\(arguments.string("name").lowercased())",
        "sqlserver/database/\(arguments.string("database").lowercased())/group"
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.create_availability_group",
    summary: "Creates an availability group with one database and this server as its replica.",
    discussion: """
      On SQL Server 2016 the group belongs to the server's failover cluster; later versions need \
      none. A group of that name which is equal is adopted; another one needs a person. Source: \
      "Configure link with scripts - Azure SQL Managed Instance", Create an availability group on \
      SQL Server.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The group's name, unique on the server."),
      ActionInput("database", .string, "Its database, with a full backup."),
      ActionInput("server_name", .string, "@@SERVERNAME; sqlserver.read_server gives it."),
      ActionInput("major_version", .int, "As sqlserver.read_server gives it."),
      ActionInput("address", .string, "The server's address as the instance reaches it."),
      ActionInput("port", .int, "The port of the mirroring endpoint.", default: 5022),
    ],
    outputs: [
      ActionOutput("name", .string, "The group's name."),
      ActionOutput("endpoint_url", .string, "TCP://address:port, for the link."),
    ],
    permissions: ["ALTER ANY AVAILABILITY GROUP", "CONTROL SERVER"],
    example: """
      - id: group
        uses: sqlserver.create_availability_group
        with:
          connection: ${{ inputs.source }}
          name: AG_${{ db }}
          database: ${{ db }}
          server_name: ${{ steps.server.outputs.server_name }}
          major_version: ${{ steps.server.outputs.major_version }}
          address: ${{ inputs.source_address }}
          port: ${{ steps.endpoint.outputs.port }}
      """
  )

  /// `sys.availability_databases_cluster (Transact-SQL)` tells which group holds the database.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      AvailabilityGroupRows.read(arguments["name"], on: connection),
      Call(
        .read,
        on: connection,
        "read which databases are in groups",
        sql: SQLCall(
          """
          SELECT ag.name, d.database_name
          FROM sys.availability_databases_cluster AS d
          JOIN sys.availability_groups AS ag ON ag.group_id = d.group_id
          WHERE ag.is_distributed = 0
          """
        )
      ),
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("name")
    let database = arguments.string("database")
    let members = answers.dropFirst().first?.catalogRows ?? []
    guard let group = AvailabilityGroupRows(answers.first) else {
      let holder = members.first { $0.text("database_name")?.isSameName(as: database) ?? false }
      guard let other = holder?.text("name") else {
        return Observation(.absent, summary: "There is no availability group '\(name)'")
      }
      return Observation(
        .foreign,
        summary: "'\(database)' is already in availability group '\(other)'",
        remedy: "A database in a group of its own high availability is not linked by this action. "
          + "Begin a new run without it, or decide with its owner what becomes of '\(other)'."
      )
    }
    guard !group.isDistributed else {
      return Observation(
        .foreign,
        summary: "'\(name)' is a distributed availability group",
        remedy: "Give the group another name."
      )
    }
    let wanted = AvailabilityGroupRows.Replica(
      name: arguments.string("server_name"),
      endpointURL: endpointURL(arguments),
      modes: ["SYNCHRONOUS_COMMIT", "MANUAL", "AUTOMATIC"]
    )
    var differences = group.differences(from: [wanted])
    let databases = members.filter { $0.text("name")?.isSameName(as: name) ?? false }
      .compactMap { $0.text("database_name") }
    if databases.count != 1 || !databases[0].isSameName(as: database) {
      let held = databases.map { "'\($0)'" }.joined(separator: ", ")
      differences.append("it holds \(held.isEmpty ? "no database" : held), not '\(database)'")
    }
    guard differences.isEmpty else {
      return Observation(
        .different,
        summary: "Availability group '\(name)' differs: \(differences.joined(separator: "; "))",
        remedy: "If nobody needs it: delete the link that uses it (az sql mi link delete), drop "
          + "the link's distributed group, then the group itself, and resume:\n"
          + "  DROP AVAILABILITY GROUP \(TSQL.identifier(name))"
      )
    }
    return Observation(
      .mine,
      outputs: ["name": .string(name), "endpoint_url": .string(wanted.endpointURL)],
      summary: "Availability group '\(name)' holds '\(database)'"
    )
  }

  /// `CREATE AVAILABILITY GROUP (Transact-SQL)`, alone in its batch.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    let cluster = arguments.int("major_version") == 13 ? "" : "\nWITH (CLUSTER_TYPE = NONE)"
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "create the availability group",
        sql: SQLCall(
          """
          CREATE AVAILABILITY GROUP \(TSQL.identifier(arguments.string("name")))\(cluster)
          FOR DATABASE \(TSQL.identifier(arguments.string("database")))
          REPLICA ON \(TSQL.literal(arguments.string("server_name"))) WITH (
            ENDPOINT_URL = \(TSQL.literal(endpointURL(arguments))),
            AVAILABILITY_MODE = SYNCHRONOUS_COMMIT,
            FAILOVER_MODE = MANUAL,
            SEEDING_MODE = AUTOMATIC
          )
          """,
          timeout: .seconds(300)
        )
      )
    ]
  }

  /// The database stays, and can be written, where the group had its only replica.
  @Sendable static func inverse(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [AvailabilityGroupRows.drop(arguments.string("name"), on: arguments.string("connection"))]
  }

  private static func endpointURL(_ arguments: Arguments) -> String {
    "TCP://\(arguments.string("address")):\(arguments.int("port"))"
  }
}
