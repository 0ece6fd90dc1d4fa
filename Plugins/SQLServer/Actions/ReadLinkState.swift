import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// How far a link has come, as the primary server sees it.
enum ReadLinkState {
  static let action = Action(
    reading: descriptor,
    probe: Probe(calls: calls, read: observe),
    footprint: {
      Footprint(reads: ["sqlserver/link/\($0.string("link").lowercased())"])
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.read_link_state",
    summary: "Reads whether a link is connected, seeded and synchronising.",
    discussion: """
      Asks the server that is the primary; a link is established when it is connected, its database \
      SYNCHRONIZING and HEALTHY, which `synchronized` says in one word. Sources: "Configure link \
      with scripts - Azure SQL Managed Instance", Verify availability groups; "Troubleshoot issues \
      with the link - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The primary SQL Server."),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("database", .string, "Its database."),
    ],
    outputs: [
      ActionOutput("connected", .bool, "Whether the instance is connected."),
      ActionOutput("health", .string, "NOT_HEALTHY, PARTIALLY_HEALTHY or HEALTHY."),
      ActionOutput("state", .string, "For instance SYNCHRONIZING; NONE before there is any."),
      ActionOutput("synchronized", .bool, "Connected, healthy, and the log flows."),
      ActionOutput("seeding", .string, "none, running, completed or failed."),
      ActionOutput("percent", .int, "How much has been seeded, 0 to 100."),
      ActionOutput(
        "seeded_at",
        .string,
        "A moment of the server's clock when seeding was over, for sqlserver.backup_log; empty "
          + "until then."
      ),
      ActionOutput("error", .string, "What is wrong, if anything; otherwise empty."),
    ],
    permissions: ["VIEW SERVER STATE"],
    example: """
      - id: seeded
        poll: sqlserver.read_link_state
        with:
          connection: ${{ inputs.source }}
          link: DAG_${{ db }}
          database: ${{ db }}
        every: 30s
        until: ${{ result.synchronized }}
        fail_when: ${{ result.seeding == 'failed' }}
        progress: ${{ result.percent }}
        timeout: 6d
      """
  )

  /// `sys.dm_hadr_availability_replica_states (Transact-SQL)`,
  /// `sys.dm_hadr_physical_seeding_stats (Transact-SQL)` while seeding runs, and
  /// `sys.dm_hadr_automatic_seeding (Transact-SQL)`, which keeps the history.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    let link = SQLCall.Parameter("link", arguments["link"])
    let database = SQLCall.Parameter("database", arguments["database"])
    return [
      Call(
        .read,
        on: connection,
        "read the link's connection",
        sql: SQLCall(
          """
          SELECT ag.name, rs.connected_state_desc, rs.synchronization_health_desc,
            rs.last_connect_error_number, rs.last_connect_error_description,
            SYSDATETIME() AS server_time
          FROM sys.availability_groups AS ag
          LEFT JOIN sys.dm_hadr_availability_replica_states AS rs
            ON rs.group_id = ag.group_id AND rs.is_local = 0
          WHERE ag.is_distributed = 1 AND ag.name = @link
          """,
          parameters: [link]
        )
      ),
      LinkedDatabase.read(link: link, database: database, on: connection),
      Call(
        .read,
        on: connection,
        "read the progress of seeding",
        sql: SQLCall(
          """
          SELECT p.database_size_bytes, p.transferred_size_bytes, p.failure_code,
            p.failure_message
          FROM sys.dm_hadr_physical_seeding_stats AS p
          JOIN sys.dm_hadr_automatic_seeding AS s ON s.operation_id = p.local_physical_seeding_id
          JOIN sys.availability_groups AS ag ON ag.group_id = s.ag_id
          WHERE ag.name = @link AND p.local_database_name = @database
          """,
          parameters: [link, database]
        )
      ),
      Call(
        .read,
        on: connection,
        "read the last seeding",
        sql: SQLCall(
          """
          SELECT TOP (1) s.current_state, s.failure_state_desc, s.error_code,
            s.completion_time,
            DATEADD(minute, DATEDIFF(minute, SYSUTCDATETIME(), SYSDATETIME()),
              s.completion_time) AS completion_time_from_utc
          FROM sys.dm_hadr_automatic_seeding AS s
          JOIN sys.availability_groups AS ag ON ag.group_id = s.ag_id
          WHERE ag.name = @link
          ORDER BY s.start_time DESC
          """,
          parameters: [link]
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = arguments.string("link")
    guard answers.count == 4, let replica = answers[0].firstRow else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "There is no distributed availability group '\(link)' on "
          + "'\(arguments.string("connection"))'.",
        remedy: "Let a step with sqlserver.create_distributed_ag come first."
      )
    }
    let database = LinkedDatabase(answers[1])
    let connected = replica.text("connected_state_desc") == "CONNECTED"
    let seeding = SeedingProgress(
      running: answers[2].firstRow,
      last: answers[3].firstRow,
      isConnected: connected,
      isSynchronizing: database.isSynchronizing
    )
    let health = database.health ?? replica.text("synchronization_health_desc") ?? "NOT_HEALTHY"
    var errors: [String] = []
    if !connected, let text = replica.text("last_connect_error_description"), !text.isEmpty {
      let number = replica.text("last_connect_error_number").map { "\($0): " } ?? ""
      errors.append(number + text)
    }
    if let error = seeding.error { errors.append(error) }
    if let reason = database.suspension { errors.append("Data movement is suspended: \(reason)") }
    let connection = connected ? "connected" : "disconnected"
    return Observation(
      .mine,
      outputs: [
        "connected": .bool(connected),
        "health": .string(health),
        "state": .string(database.state),
        "synchronized": .bool(connected && database.isSynchronizing),
        "seeding": .string(seeding.state.rawValue),
        "percent": .int(Int64(seeding.percent)),
        "seeded_at": .string(
          connected && database.isSynchronizing
            ? seededAt(now: replica.text("server_time") ?? "", last: answers[3].firstRow) : ""
        ),
        "error": .string(errors.joined(separator: " ")),
      ],
      summary: "'\(link)' is \(connection), \(database.state), \(health), seeding "
        + (seeding.state == .failed ? "failed" : "\(seeding.state.rawValue) (\(seeding.percent) %)")
        + errors.map { ". \($0)" }.joined()
    )
  }

  /// The end of seeding by the server's clock, rather too late than too early.
  ///
  /// No page says whether the seeding view keeps local time, as msdb does, or UTC; so the later
  /// reading counts, but never one that is still to come.
  private static func seededAt(now: String, last: CatalogRow?) -> String {
    let readings = ["completion_time", "completion_time_from_utc"]
      .compactMap { last?.text($0).flatMap(ServerTime.init) }
    guard let now = ServerTime(now) else { return "" }
    return min(now, readings.max() ?? now).text
  }
}
