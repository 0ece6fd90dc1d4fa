import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The first log backup after a link's seeding, which lets the log be reused.
enum BackUpLog {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    footprint: { arguments in
      let backup = "sqlserver/database/\(arguments.string("database").lowercased())/backup"
      return Footprint(
        reads: [backup, "sqlserver/link/\(arguments.string("link").lowercased())"],
        writes: [backup]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.backup_log",
    summary: "Takes the first log backup after a link has been seeded.",
    discussion: """
      A log backup during seeding can end it (errors 1408 and 1412), so this one is refused until \
      the secondary database is SYNCHRONIZING and HEALTHY. A log backup that somebody took after \
      the seeding counts. Regular log backups remain the server's own business. Source: \
      "Configure link with scripts - Azure SQL Managed Instance", Take first transaction log \
      backup.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The primary SQL Server."),
      ActionInput("database", .string, "The database."),
      ActionInput("link", .string, "Its link: the name of the distributed group."),
      ActionInput(
        "after",
        .string,
        "When seeding was over: `seeded_at` of sqlserver.read_link_state."
      ),
      ActionInput(
        "directory",
        .optional(.string),
        "A directory of the server's; its default backup directory when left out. The file is "
          + "called {database}_linkflow_log.trn."
      ),
    ],
    outputs: [ActionOutput("finished_at", .string, "When the backup ended, in the server's time.")],
    permissions: ["BACKUP LOG", "SELECT on msdb.dbo.backupset", "VIEW SERVER STATE"],
    typicalDuration: "seconds to minutes, with the size of the log",
    example: """
      - id: log_backup
        uses: sqlserver.backup_log
        with:
          connection: ${{ inputs.source }}
          database: ${{ db }}
          link: DAG_${{ db }}
          after: ${{ steps.seeded.outputs.seeded_at }}
        timeout: 1d
      """
  )

  /// `backupset (Transact-SQL)`, whose times are the server's own.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    let link = SQLCall.Parameter("link", arguments["link"])
    let database = SQLCall.Parameter("database", arguments["database"])
    return [
      LinkedDatabase.read(link: link, database: database, on: connection),
      Call(
        .read,
        on: connection,
        "read the last log backup",
        sql: SQLCall(
          """
          SELECT TOP (1) backup_finish_date
          FROM msdb.dbo.backupset
          WHERE database_name = @database AND type = 'L' AND is_copy_only = 0
          ORDER BY backup_finish_date DESC
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
    let name = arguments.string("database")
    let database = LinkedDatabase(answers.first)
    guard database.isSynchronizing else {
      let found = "\(database.state), \(database.health ?? "NOT_HEALTHY")"
      throw StepFailure(
        .transient,
        .prerequisiteMissing,
        detail: "'\(name)' is not synchronising with its secondary (\(found)); a log backup now "
          + "could end its seeding.",
        remedy: "Let a poll of sqlserver.read_link_state wait for `synchronized` first."
      )
    }
    guard let since = ServerTime(arguments.string("after")) else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "'\(arguments.string("after"))' is not a moment of the server's clock.",
        remedy: "Take `seeded_at` of sqlserver.read_link_state, when it says `synchronized`."
      )
    }
    guard let finished = answers.last?.firstRow?.text("backup_finish_date"),
      let moment = ServerTime(finished), moment >= since
    else {
      return Observation(.absent, summary: "'\(name)' has no log backup since \(since.text)")
    }
    return Observation(
      .mine,
      outputs: ["finished_at": .string(finished)],
      summary: "'\(name)' has a log backup of \(finished)"
    )
  }

  /// `BACKUP (Transact-SQL)`; appends, so that no earlier backup in the file is lost.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    let database = arguments.string("database")
    let path = BackupFile.path(
      database: database,
      ending: "log.trn",
      directory: arguments.optionalString("directory")
    )
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "take a log backup",
        sql: SQLCall(
          """
          BACKUP LOG \(TSQL.identifier(database))
          TO DISK = \(TSQL.literal(path))
          WITH NOFORMAT, NOINIT, SKIP, COMPRESSION
          """,
          timeout: .seconds(24 * 3600)
        )
      )
    ]
  }
}
