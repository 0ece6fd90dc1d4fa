extension EstateDescription {
  /// The descriptions that `lab up --estate` knows, by name.
  package static let named: [String: EstateDescription] = [
    "standard": standard, "unprepared": unprepared,
  ]

  /// A server as it is found: nothing of what a link needs has been done on it.
  ///
  /// Sales, Orders and Stock can be made ready. Archive, Media and Vault each have something that no
  /// statement of a link's preparation takes away.
  package static let unprepared: EstateDescription = {
    var description = standard
    guard var server = description.servers.first else { return description }
    server.platform = .windows
    server.isHADREnabled = false
    server.traceFlags = []
    server.isAgentRunning = false
    server.jobs = ["Hourly log backup"]
    for index in server.databases.indices where server.databases[index].name == "Sales" {
      server.databases[index].recoveryModel = .simple
    }
    server.databases += [
      small("Archive", block: 4_096) { $0.logFiles = 2 },
      small("Media", block: 5_120) { $0.hasFilestream = true },
      small("Vault", block: 6_144) { $0.isEncrypted = true },
    ]
    description.servers[0] = server
    return description
  }()

  private static func small(
    _ name: String,
    block: Int,
    _ change: (inout DatabaseOptions) -> Void
  ) -> Database {
    var database = Database(
      name,
      bytes: 100_000_000,
      endOfLog: LogPosition(file: 34, block: block),
      tables: [
        Table(
          "Entry",
          rowCount: 50,
          primaryKey: ["EntryID"],
          columns: [
            TableSchema.Column("EntryID", .int, isNullable: false),
            TableSchema.Column("Body", .nvarchar(200)),
          ]
        )
      ]
    )
    change(&database.options)
    return database
  }
}
