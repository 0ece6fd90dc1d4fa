import LabEstate

extension Interpreter {
  mutating func dbcc(
    _ command: String,
    _ arguments: [Expression],
    noInfo: Bool
  ) async throws {
    switch command {
    case "TRACESTATUS": try await traceStatus(try arguments.map { try integer(of: $0) })
    case "TRACEON", "TRACEOFF":
      let numbers = try arguments.map { try integer(of: $0) }
      guard numbers.contains(-1) else {
        throw TSQLMessage.lab("The lab knows trace flags for the whole server only: add -1.")
      }
      try estate.change { transaction in
        try transaction.setTraceFlags(
          numbers.filter { $0 > 0 },
          isOn: command == "TRACEON",
          on: server
        )
      }
      await finish()
    default: try await logSpace(arguments)
    }
    if !noInfo {
      await inform(
        2528,
        "DBCC execution completed. If DBCC printed error messages, contact your system "
          + "administrator."
      )
      await finish()
    }
  }

  private mutating func traceStatus(_ numbers: [Int]) async throws {
    let on = try estate.world().server(named: server)?.traceFlags ?? []
    let asked = numbers.filter { $0 > 0 }
    let flags = asked.isEmpty ? on.sorted() : asked
    await reply(
      .columns(
        ["TraceFlag", "Status", "Global", "Session"].map { TSQLReply.Column($0, .smallInt) }
      )
    )
    for flag in flags {
      let status: Int64 = on.contains(flag) ? 1 : 0
      await reply(.row([.int(Int64(flag)), .int(status), .int(status), .int(0)]))
    }
    state.facts.rowCount = Int64(flags.count)
    await finish(count: flags.count)
  }

  private mutating func logSpace(_ arguments: [Expression]) async throws {
    guard arguments.count == 1, try text(of: arguments[0]).isSameName(as: "LOGSPACE") else {
      throw TSQLMessage.lab("The lab knows DBCC SQLPERF (LOGSPACE) only.")
    }
    let databases = try estate.world().server(named: server)?.databases ?? []
    await reply(
      .columns([
        TSQLReply.Column("Database Name", .nvarchar(128)),
        TSQLReply.Column("Log Size (MB)", .float),
        TSQLReply.Column("Log Space Used (%)", .float),
        TSQLReply.Column("Status", .int),
      ])
    )
    for database in databases {
      await reply(
        .row([
          .text(database.name), .double(Double(database.logBytes) / 1_048_576),
          .double(Double(database.usedLogBytes) * 100 / Double(database.logBytes)), .int(0),
        ])
      )
    }
    state.facts.rowCount = Int64(databases.count)
    await finish(count: databases.count)
  }
}
