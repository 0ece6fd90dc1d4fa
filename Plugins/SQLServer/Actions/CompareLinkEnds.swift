import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A link at both of its ends in one look: who is the primary, and whether both logs are equal.
enum CompareLinkEnds {
  static let action = Action(
    reading: descriptor,
    probe: Probe(calls: calls, read: observe),
    footprint: { arguments in
      let link = arguments.string("link").lowercased()
      let database = arguments.string("database").lowercased()
      return Footprint(reads: [
        "sqlserver/link/\(link)", "sqlserver/availability_group/\(link)",
        "sqlserver/database/\(database)", "managed_instance/link/\(link)",
        "managed_instance/database/\(database)",
      ])
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.compare_link_ends",
    summary: "Reads a link at the SQL Server and at the instance and compares roles and logs.",
    discussion: """
      Each end is asked itself, over T-SQL, since the primary's view of the secondary may be old: \
      the instance's connection needs `server`. The logs count as equal when both ends commit \
      synchronously, the database is SYNCHRONIZED, and last_hardened_lsn is the same number at the \
      server, at the instance, and at the server again; an asynchronous primary tells none, and so \
      is never equal. Equal once is not enough: let a poll ask for `stable_for`, with the workload \
      stopped. Sources: "Fail over link - Azure SQL Managed Instance"; \
      "sys.dm_hadr_database_replica_states (Transact-SQL)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "instance",
        .connection(kind: "managed_instance"),
        "The instance, with `server` in connections.yaml."
      ),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("database", .string, "Its database."),
    ],
    outputs: [
      ActionOutput("primary", .string, "server, instance, both or none."),
      ActionOutput("server_role", .string, "PRIMARY, SECONDARY, RESOLVING or NONE."),
      ActionOutput("instance_role", .string, "The same of the instance."),
      ActionOutput("writable", .bool, "The database can be written at the one primary."),
      ActionOutput("connected", .bool, "Whether the ends are connected, as the primary says."),
      ActionOutput("synchronous", .bool, "Whether both ends commit synchronously."),
      ActionOutput("state", .string, "The database's, as the primary says: SYNCHRONIZED."),
      ActionOutput("health", .string, "NOT_HEALTHY, PARTIALLY_HEALTHY, HEALTHY, or empty."),
      ActionOutput("lag_seconds", .optional(.int), "How far the secondary is behind, if told."),
      ActionOutput("server_lsn", .string, "last_hardened_lsn at the server; empty for NULL."),
      ActionOutput("instance_lsn", .string, "The same at the instance."),
      ActionOutput("equal", .bool, "Whether nothing is missing at either end."),
      ActionOutput("instance_time", .string, "The instance's own clock."),
      ActionOutput("evidence", .string, "All of it in one sentence."),
    ],
    permissions: ["VIEW SERVER STATE"],
    example: """
      - id: equal
        poll: sqlserver.compare_link_ends
        with:
          connection: ${{ inputs.source }}
          instance: ${{ inputs.target }}
          link: DAG_${{ db }}
          database: ${{ db }}
        every: 5s
        until: ${{ result.equal }}
        stable_for: 15s
        fail_when: ${{ result.primary == 'both' }}
        timeout: 30m
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let (server, instance) = (arguments.string("connection"), arguments.string("instance"))
    let (link, database) = (arguments["link"], arguments["database"])
    return [
      LinkEnd.read(link, database: database, on: server),
      LinkEnd.read(link, database: database, on: instance),
      LinkLog.read(link, database: database, on: server),
      LinkLog.read(link, database: database, on: instance),
      LinkLog.read(link, database: database, on: server),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = arguments.string("link")
    guard answers.count == 5 else {
      throw StepFailure(.permanent, .unexpectedAnswer, detail: "An end of the link did not answer.")
    }
    guard let server = LinkEnd(answers[0]) else {
      throw LinkEnd.missing(link, on: arguments.string("connection"))
    }
    guard let instance = LinkEnd(answers[1]) else {
      throw LinkEnd.missing(link, on: arguments.string("instance"))
    }
    let ends = LinkEnds(server: server, instance: instance)
    let serverLog = LinkLog(answers[2], link: link)
    let instanceLog = LinkLog(answers[3], link: link)
    let serverLogAgain = LinkLog(answers[4], link: link)
    let primaryLog = ends.primary == .instance ? instanceLog : serverLogAgain
    let isEqual =
      ends.primary.isOne && primaryLog.state == "SYNCHRONIZED" && serverLog.hardened != nil
      && serverLog.hardened == instanceLog.hardened
      && serverLog.hardened == serverLogAgain.hardened
    let evidence = evidence(link, ends, primaryLog, serverLogAgain, instanceLog, isEqual)
    let primary = ends.primary == .instance ? instance : server
    return Observation(
      .mine,
      outputs: [
        "primary": .string(ends.primary.rawValue),
        "server_role": .string(server.role.rawValue),
        "instance_role": .string(instance.role.rawValue),
        "writable": .bool(ends.primary.isOne && primary.isWritable),
        "connected": .bool(primary.isConnected),
        "synchronous": .bool(server.isSynchronous && instance.isSynchronous),
        "state": .string(primaryLog.state),
        "health": .string(primaryLog.health ?? ""),
        "lag_seconds": primaryLog.lagSeconds.map { .int(Int64($0)) } ?? .null,
        "server_lsn": .string(serverLogAgain.hardened ?? ""),
        "instance_lsn": .string(instanceLog.hardened ?? ""),
        "equal": .bool(isEqual),
        "instance_time": .string(instance.time),
        "evidence": .string(evidence),
      ],
      summary: evidence
    )
  }

  private static func evidence(
    _ link: String,
    _ ends: LinkEnds,
    _ primary: LinkLog,
    _ server: LinkLog,
    _ instance: LinkLog,
    _ isEqual: Bool
  ) -> String {
    let queues = [("to send", primary.sendQueue), ("to redo", primary.redoQueue)]
      .compactMap { name, size in size.flatMap { $0 > 0 ? ", \($0) KB \(name)" : nil } }
    return "'\(link)': \(ends.description), \(primary.state)"
      + (primary.lagSeconds.map { ", lag \($0) s" } ?? "") + queues.joined()
      + ", log \(server.hardened ?? "unknown") at the server and \(instance.hardened ?? "unknown")"
      + " at the instance" + (isEqual ? ": equal" : "")
      + (primary.suspension.map { ", data movement suspended: \($0)" } ?? "")
  }
}
