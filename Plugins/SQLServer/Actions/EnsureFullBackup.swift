import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A full backup that begins a log chain.
enum EnsureFullBackup {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    footprint: { arguments in
      let database = "sqlserver/database/\(arguments.string("database").lowercased())"
      return Footprint(
        reads: ["\(database)/recovery", "\(database)/backup"],
        writes: ["\(database)/backup"]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.ensure_full_backup",
    summary: "Takes a full backup unless the database has one that its log chain begins with.",
    discussion: """
      Without it the availability group is refused with error 1475. The backup is never COPY_ONLY, \
      because such a one begins no chain; it therefore moves the base of differential backups. \
      A backup in msdb that is older than the change to the FULL recovery model does not count. \
      Source: "Configure link with scripts - Azure SQL Managed Instance", Set up database recovery \
      and backup.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("database", .string, "The database, in the FULL recovery model."),
      ActionInput(
        "directory",
        .optional(.string),
        "A directory of the server's; its default backup directory when left out. The file is "
          + "called {database}_linkflow_full.bak."
      ),
    ],
    outputs: [ActionOutput("finished_at", .string, "When the backup ended, in the server's time.")],
    permissions: ["BACKUP DATABASE", "SELECT on msdb.dbo.backupset"],
    typicalDuration: "minutes to hours, with the size of the database",
    example: """
      - id: backup
        uses: sqlserver.ensure_full_backup
        with:
          connection: ${{ inputs.source }}
          database: ${{ db }}
          directory: ${{ inputs.backup_directory }}
        timeout: 1d
      """
  )

  /// `sys.database_recovery_status (Transact-SQL)` tells whether a chain has begun, and
  /// `backupset (Transact-SQL)` which backups there were.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    let database = [SQLCall.Parameter("database", arguments["database"])]
    return [
      Call(
        .read,
        on: connection,
        "read the log chain",
        sql: SQLCall(
          """
          SELECT d.recovery_model_desc, r.last_log_backup_lsn
          FROM sys.databases AS d
          LEFT JOIN sys.database_recovery_status AS r ON r.database_id = d.database_id
          WHERE d.name = @database
          """,
          parameters: database
        )
      ),
      Call(
        .read,
        on: connection,
        "read the last full backup",
        sql: SQLCall(
          """
          SELECT TOP (1) backup_finish_date
          FROM msdb.dbo.backupset
          WHERE database_name = @database AND type = 'D' AND is_copy_only = 0
          ORDER BY backup_finish_date DESC
          """,
          parameters: database
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let database = arguments.string("database")
    guard answers.count == 2, let chain = answers[0].firstRow else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "There is no database '\(database)' on '\(arguments.string("connection"))'.",
        remedy: "Correct the name, or give the login the right to see the database."
      )
    }
    let model = chain.text("recovery_model_desc") ?? "unknown"
    guard model == "FULL" else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "'\(database)' is in the \(model) recovery model, in which no log chain begins.",
        remedy: "Let a step with sqlserver.ensure_recovery_full come first."
      )
    }
    guard let finished = answers[1].firstRow?.text("backup_finish_date") else {
      return Observation(.absent, summary: "'\(database)' has no full backup")
    }
    guard chain.text("last_log_backup_lsn") != nil else {
      return Observation(
        .absent,
        summary: "'\(database)' has no log chain: its last full backup, of \(finished), is too old"
      )
    }
    return Observation(
      .mine,
      outputs: ["finished_at": .string(finished)],
      summary: "'\(database)' has a full backup of \(finished)"
    )
  }

  /// `BACKUP (Transact-SQL)`.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    let database = arguments.string("database")
    let path = BackupFile.path(
      database: database,
      ending: "full.bak",
      directory: arguments.optionalString("directory")
    )
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "take a full backup",
        sql: SQLCall(
          """
          BACKUP DATABASE \(TSQL.identifier(database))
          TO DISK = \(TSQL.literal(path))
          WITH CHECKSUM
          """,
          timeout: .seconds(24 * 3600)
        )
      )
    ]
  }
}
