import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A database of an instance, and whether Azure has backed it up in full since a moment.
enum ReadDatabase {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.read_database",
    summary: "Reads whether an instance's database can be written, and its last full backup.",
    discussion: """
      A link that was failed over to the instance must not be dropped before Azure's first full \
      backup of the database there: it could become unavailable at a later restart. msdb keeps the \
      instance's local time, so the moment to compare with must be one of the same clock. A \
      COPY_ONLY backup is a user's and does not count, unless the input says so. Sources: "Fail over \
      link - Azure SQL Managed Instance"; "backupset (Transact-SQL)".
      """,
    inputs: [
      ActionInput(
        "connection",
        .connection(kind: "managed_instance"),
        "The instance, with `server` in connections.yaml."
      ),
      ActionInput("database", .string, "The database."),
      ActionInput(
        "since",
        .optional(.string),
        "A moment of the instance's own clock, such as the last one before a failover."
      ),
      ActionInput(
        "accept_copy_only",
        .bool,
        "Whether a COPY_ONLY backup counts.",
        default: false
      ),
    ],
    outputs: [
      ActionOutput("exists", .bool, "Whether the instance has the database."),
      ActionOutput("state", .string, "For instance ONLINE or RESTORING; empty without one."),
      ActionOutput("writable", .bool, "Online, and not read-only."),
      ActionOutput("last_full_backup", .string, "When the last one ended; empty without one."),
      ActionOutput("backed_up", .bool, "Whether that was after `since`; any one without `since`."),
      ActionOutput("evidence", .string, "All of it in one sentence."),
    ],
    permissions: ["SELECT on msdb.dbo.backupset", "VIEW ANY DATABASE"],
    example: """
      - id: first_backup
        poll: managed_instance.read_database
        with:
          connection: ${{ inputs.target }}
          database: ${{ db }}
          since: ${{ inputs.failed_over_at }}
        every: 5m
        until: ${{ result.backed_up }}
        fail_when: ${{ !result.exists }}
        timeout: 7d
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let database = SQLCall.Parameter("database", arguments["database"])
    let connection = arguments.string("connection")
    let kind = arguments.bool("accept_copy_only") ? "" : " AND bs.is_copy_only = 0"
    return [
      Call(
        .read,
        on: connection,
        "read the database's state",
        sql: SQLCall(
          """
          SELECT d.state_desc,
            CAST(DATABASEPROPERTYEX(d.name, N'Updateability') AS nvarchar(128)) AS updateability
          FROM sys.databases AS d WHERE d.name = @database
          """,
          parameters: [database]
        )
      ),
      Call(
        .read,
        on: connection,
        "read the last full backup",
        sql: SQLCall(
          """
          SELECT TOP (1) bs.backup_finish_date
          FROM msdb.dbo.backupset AS bs
          WHERE bs.database_name = @database AND bs.type = 'D'\(kind)
          ORDER BY bs.backup_finish_date DESC
          """,
          parameters: [database]
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let database = arguments.string("database")
    let row = answers.first?.rows.first
    let state = row?["state_desc"]?.string ?? ""
    let isWritable = state == "ONLINE" && row?["updateability"]?.string == "READ_WRITE"
    let backup = moment(answers.dropFirst().first?.rows.first?["backup_finish_date"])
    let since = arguments["since"]
    let limit = moment(since)
    if !since.isNull, limit == nil {
      throw StepFailure(
        .permanent,
        .invalidInput,
        detail: "'\(since)' is no moment.",
        remedy: "Write it as the instance does: 2026-11-21 04:00:00."
      )
    }
    let isBackedUp = backup.map { backup in limit.map { backup > $0 } ?? true } ?? false
    let words = row == nil ? "not there" : "\(state), \(isWritable ? "writable" : "not writable")"
    let evidence =
      "'\(database)' on '\(arguments.string("connection"))' is \(words), "
      + (backup.map { "last backed up in full at \($0)" } ?? "never backed up in full")
    return Observation(
      .mine,
      outputs: [
        "exists": .bool(row != nil),
        "state": .string(state),
        "writable": .bool(isWritable),
        "last_full_backup": .string(backup ?? ""),
        "backed_up": .bool(isBackedUp),
        "evidence": .string(evidence),
      ],
      summary: evidence
    )
  }

  /// A date to the second, as text whose order is that of moments; nil for anything else.
  private static func moment(_ value: Value?) -> String? {
    guard let value, !value.isNull else { return nil }
    let seconds = String(value.description.replacing("T", with: " ").prefix(19))
    return seconds.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/) == nil ? nil : seconds
  }
}
