import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The FULL recovery model, without which there is no log to replicate.
enum EnsureRecoveryFull {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: { _, _ in ["recovery_model": "FULL"] },
    footprint: { arguments in
      let database = "sqlserver/database/\(arguments.string("database").lowercased())"
      return Footprint(reads: [database], writes: ["\(database)/recovery"])
    }
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

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "read the database's state",
        sql: SQLCall(
          "SELECT \(DatabaseState.columns)\nFROM sys.databases WHERE name = @database",
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
    let state = DatabaseState(name: database, row: row)
    guard state.findings.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: state.findings.map(\.detail).joined(separator: " "),
        remedy: state.findings.compactMap(\.remedy).joined(separator: "\n")
      )
    }
    let model = state.recoveryModel
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
}
