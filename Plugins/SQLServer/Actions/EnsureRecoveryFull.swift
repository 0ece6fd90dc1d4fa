import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The FULL recovery model, without which there is no log to replicate.
enum EnsureRecoveryFull {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.ensure_recovery_full",
    summary: "Puts a database into the FULL recovery model.",
    discussion: """
      A link replicates the log, so the database must keep it. Refuses a database that cannot be \
      linked at all: a system database, a snapshot, one that is offline, read-only, not in \
      multi-user mode, or closes by itself. Source: "Configure link with scripts - Azure SQL \
      Managed Instance", Set up database recovery and backup.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("database", .string, "The database."),
    ],
    outputs: [ActionOutput("recovery_model", .string, "FULL.")],
    onDifferent: .alter,
    permissions: ["ALTER on the database"],
    example: """
      - id: recovery
        uses: sqlserver.ensure_recovery_full
        with:
          connection: ${{ inputs.source }}
          database: ${{ db }}
      """
  )

  /// `sys.databases (Transact-SQL)`.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "read the database's state",
        sql: SQLCall(
          """
          SELECT database_id, state_desc, user_access, is_read_only, is_auto_close_on,
            source_database_id, recovery_model_desc
          FROM sys.databases WHERE name = @database
          """,
          parameters: [SQLCall.Parameter("database", arguments["database"])]
        )
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let database = arguments.string("database")
    guard let row = answers.first?.firstRow else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "There is no database '\(database)' on '\(arguments.string("connection"))'.",
        remedy: "Correct the name, or give the login the right to see the database."
      )
    }
    if let (detail, remedy) = obstacle(row, database) {
      throw StepFailure(.permanent, .prerequisiteMissing, detail: detail, remedy: remedy)
    }
    let model = row.text("recovery_model_desc") ?? "unknown"
    return Observation(
      model == "FULL" ? .mine : .different,
      outputs: ["recovery_model": .string(model)],
      summary: "'\(database)' is in the \(model) recovery model"
    )
  }

  /// `ALTER DATABASE SET options (Transact-SQL)`.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      Call(
        .write,
        on: arguments.string("connection"),
        "set the recovery model to FULL",
        sql: SQLCall(
          "ALTER DATABASE \(TSQL.identifier(arguments.string("database"))) SET RECOVERY FULL",
          timeout: .seconds(300)
        )
      )
    ]
  }

  private static func obstacle(
    _ row: CatalogRow,
    _ database: String
  ) -> (detail: String, remedy: String)? {
    let name = TSQL.identifier(database)
    if let id = row.integer("database_id"), id <= 4 {
      return ("'\(database)' is a system database.", "Only user databases can be linked.")
    }
    if row.text("source_database_id") != nil {
      return ("'\(database)' is a database snapshot.", "Link the database itself.")
    }
    if let state = row.text("state_desc"), state != "ONLINE" {
      return ("'\(database)' is \(state).", "Bring it online first.")
    }
    if row.isTrue("is_read_only") {
      return ("'\(database)' is read-only.", "Change it:\n  ALTER DATABASE \(name) SET READ_WRITE")
    }
    if row.isTrue("user_access") {
      return (
        "'\(database)' is not in multi-user mode.",
        "Change it:\n  ALTER DATABASE \(name) SET MULTI_USER"
      )
    }
    if row.isTrue("is_auto_close_on") {
      return (
        "'\(database)' closes when its last user leaves.",
        "Change it:\n  ALTER DATABASE \(name) SET AUTO_CLOSE OFF"
      )
    }
    return nil
  }
}
