import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The source's own view of a Synapse link: its change feed, the signature, and what failed.
enum ReadChangeFeed {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.read_change_feed",
    summary:
      "Reads whether a database's change feed has a new signature and goes on without errors.",
    discussion: """
      The landing zone's signature is kept as a database scoped credential that is named for the \
      container; the moment of its last change and the entries of the error log are both of the \
      server's own clock. The log keeps the last 32 sessions only. Sources: "Manage Azure Synapse \
      Link for SQL Server", sys.sp_help_change_feed (Transact-SQL); \
      "sys.dm_change_feed_errors (Transact-SQL)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("database", .string, "The source database of the link."),
      ActionInput(
        "since",
        .optional(.string),
        "The server_time of an earlier reading, since which the credential should have changed."
      ),
    ],
    outputs: [
      ActionOutput("server_time", .string, "The moment of the reading, by the server's clock."),
      ActionOutput("tables", .int, "How many tables the change feed has."),
      ActionOutput("credential", .string, "The credential's name; empty when it cannot be seen."),
      ActionOutput("changed_at", .string, "When it was last changed, by the server's clock."),
      ActionOutput("changed_since", .bool, "Whether it was changed at that time or later."),
      ActionOutput("errors_since_change", .int, "How many errors were logged after that change."),
      ActionOutput("last_error", .string, "The last of them; empty when there is none."),
      ActionOutput("log_wait", .string, "What the log waits for: NOTHING, REPLICATION and others."),
    ],
    permissions: ["VIEW DATABASE STATE and CONTROL on the database, or db_owner"],
    example: """
      - id: feed
        poll: sqlserver.read_change_feed
        with:
          connection: ${{ inputs.source }}
          database: Ledger
          since: ${{ steps.before.outputs.server_time }}
        every: 15s
        until: ${{ result.changed_since && result.errors_since_change == 0 }}
        fail_when: ${{ result.tables == 0 }}
        timeout: 30m
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    func call(_ purpose: String, _ sql: SQLCall) -> Call {
      Call(.read, on: arguments.string("connection"), purpose, sql: sql)
    }
    let database = arguments.string("database")
    return [
      call(
        "read the database's state",
        SQLCall(
          """
          SELECT CAST(is_change_feed_enabled AS int) AS is_enabled, log_reuse_wait_desc,
            SYSDATETIME() AS server_time
          FROM sys.databases WHERE name = @database
          """,
          parameters: [SQLCall.Parameter("database", .string(database))]
        )
      ),
      call(
        "read the change feed's tables",
        SQLCall("EXEC sys.sp_help_change_feed", database: database)
      ),
      call(
        "read when the signature was changed",
        SQLCall(
          """
          SELECT name, modify_date FROM sys.database_scoped_credentials
          WHERE credential_identity = N'SHARED ACCESS SIGNATURE'
          """,
          database: database
        )
      ),
      call(
        "read the change feed's errors",
        SQLCall(
          "SELECT entry_time, error_number, error_message FROM sys.dm_change_feed_errors",
          database: database
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let database = arguments.string("database")
    guard let row = answers.first?.firstRow, answers.count == 4 else {
      throw missing("There is no database '\(database)' on '\(arguments.string("connection"))'.")
    }
    guard row.isTrue("is_enabled") else {
      throw missing("Database '\(database)' has no change feed, so no Synapse link reads it.")
    }
    let feed = ChangeFeed(feed: answers[1], credentials: answers[2], errors: answers[3])
    var since: ServerTime?
    if let text = arguments.optionalString("since") {
      since = ServerTime(text)
      guard since != nil else {
        throw StepFailure(
          .permanent,
          .invalidInput,
          detail: "'\(text)' is no moment of a server's clock.",
          remedy: "Give the server_time of an earlier reading."
        )
      }
    }
    let hasChanged = since.map { since in feed.changedAt.map { $0 >= since } ?? false } ?? true
    let failures = feed.failuresSinceChange
    return Observation(
      .mine,
      outputs: [
        "server_time": .string(row.text("server_time").flatMap(ServerTime.init)?.text ?? ""),
        "tables": .int(Int64(feed.tables)),
        "credential": .string(feed.credential ?? ""),
        "changed_at": .string(feed.changedAt?.text ?? ""),
        "changed_since": .bool(hasChanged),
        "errors_since_change": .int(Int64(failures.count)),
        "last_error": .string(failures.last?.text ?? ""),
        "log_wait": .string(row.text("log_reuse_wait_desc") ?? ""),
      ],
      summary:
        "\(feed.tables) tables, signature changed \(feed.changedAt?.text ?? "at no known time")"
        + (failures.last.map { ", \(failures.count) errors since: \($0.text)" }
          ?? ", no errors since")
    )
  }

  private static func missing(_ detail: String) -> StepFailure {
    StepFailure(
      .permanent,
      .prerequisiteMissing,
      detail: detail,
      remedy: "Correct the name of the source database."
    )
  }
}
