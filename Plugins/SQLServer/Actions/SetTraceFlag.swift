import WorkflowModel
import WorkflowPlugin

/// A trace flag that is on for the whole server, until it is taken back or the server restarts.
enum SetTraceFlag {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    footprint: { Footprint(of: "sqlserver/trace_flag/\($0.int("flag"))") }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.set_trace_flag",
    summary: "Turns on a trace flag for the whole server until its next restart.",
    discussion: """
      Undone, it turns the flag off again; a flag that was on before is left alone. 12381 keeps the \
      log while a link is seeded, so that log backups do not end the seeding, and must be turned \
      off afterwards, or the log fills its disk: give such a step an `undo` that is always due. \
      Builds that do not know a flag ignore it. Sources: "DBCC TRACEON (Transact-SQL)"; \
      "Troubleshoot issues with the link - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("flag", .int, "Its number, such as 9567."),
    ],
    permissions: ["sysadmin"],
    example: """
      - id: keep_log
        uses: sqlserver.set_trace_flag
        with:
          connection: ${{ inputs.source }}
          flag: 12381
        undo: { when: always, after: seeded }
      """
  )

  /// `DBCC TRACESTATUS (Transact-SQL)`.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "read the trace flag",
        sql: SQLCall("DBCC TRACESTATUS (\(arguments.int("flag")), -1) WITH NO_INFOMSGS")
      )
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let flag = arguments.int("flag")
    let status = TraceFlags(status: answers.first?.catalogRows ?? [], startupParameters: [])
    return status.isOn(flag)
      ? Observation(.mine, summary: "Trace flag \(flag) is on")
      : Observation(.absent, summary: "Trace flag \(flag) is off")
  }

  /// `DBCC TRACEON (Transact-SQL)`.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [statement("TRACEON", "turn on the trace flag", arguments)]
  }

  /// `DBCC TRACEOFF (Transact-SQL)`.
  @Sendable static func inverse(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [statement("TRACEOFF", "turn off the trace flag", arguments)]
  }

  private static func statement(
    _ command: String,
    _ purpose: String,
    _ arguments: Arguments
  ) -> Call {
    Call(
      .write,
      on: arguments.string("connection"),
      purpose,
      sql: SQLCall("DBCC \(command) (\(arguments.int("flag")), -1) WITH NO_INFOMSGS")
    )
  }
}
