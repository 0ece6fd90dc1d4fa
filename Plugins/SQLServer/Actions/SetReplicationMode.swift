import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The server's half of a link's replication mode; the instance's half is set at the instance.
enum SetReplicationMode {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    footprint: { arguments in
      let name = arguments.string("link").lowercased()
      return Footprint(
        reads: ["sqlserver/availability_group/\(name)"],
        writes: ["sqlserver/availability_group/\(name)", "sqlserver/link/\(name)"]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.set_replication_mode",
    summary: "Lets a link commit synchronously or asynchronously, as far as the server decides.",
    discussion: """
      Both halves must have the same mode: with one of them alone the database stays SYNCHRONIZING \
      forever, so managed_instance.set_replication_mode belongs to it. A synchronous link makes \
      each commit wait for the instance. The names of both groups are taken from the server's \
      catalogue. A rollback sets the other mode again. Source: "Fail over link - Azure SQL Managed \
      Instance", Switch the replication mode.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("mode", .string, "Sync or Async."),
    ],
    outputs: [
      ActionOutput("mode", .string, "Sync or Async, as the server has it now."),
      ActionOutput("availability_groups", .list(.string), "The two groups that the link joins."),
    ],
    permissions: ["ALTER ANY AVAILABILITY GROUP"],
    example: """
      - id: server_mode
        uses: sqlserver.set_replication_mode
        with:
          connection: ${{ inputs.source }}
          link: DAG_${{ db }}
          mode: Sync
        undo: { when: rollback }
      """
  )

  /// The words of Azure, with those of T-SQL.
  private enum Mode: String {
    case synchronous = "Sync"
    case asynchronous = "Async"

    var clause: String {
      self == .synchronous ? "SYNCHRONOUS_COMMIT" : "ASYNCHRONOUS_COMMIT"
    }

    var other: Mode { self == .synchronous ? .asynchronous : .synchronous }
  }

  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    _ = try mode(arguments)
    return [AvailabilityGroupRows.read(arguments["link"], on: arguments.string("connection"))]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = arguments.string("link")
    guard let group = AvailabilityGroupRows(answers.first), group.isDistributed else {
      throw LinkEnd.missing(link, on: arguments.string("connection"))
    }
    let wanted = try mode(arguments)
    let modes = Set(group.replicas.map { $0.modes.first ?? "unknown" })
    return Observation(
      modes == [wanted.clause] ? .mine : .absent,
      outputs: [
        "mode": .string(wanted.rawValue),
        "availability_groups": .list(group.replicas.map { .string($0.name) }),
      ],
      summary: "'\(link)' is \(modes.sorted().joined(separator: " and ")) at the server"
    )
  }

  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    try alter(arguments, to: try mode(arguments), observation)
  }

  @Sendable static func inverse(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    try alter(arguments, to: try mode(arguments).other, observation)
  }

  /// `ALTER AVAILABILITY GROUP (Transact-SQL)`, alone in its batch.
  private static func alter(
    _ arguments: Arguments,
    to mode: Mode,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let groups = observation?.outputs["availability_groups"]?.list?.compactMap(\.string) ?? []
    guard !groups.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "Which groups the link joins is known only once the server has been asked."
      )
    }
    let changes = groups.map {
      "\(TSQL.literal($0)) WITH (AVAILABILITY_MODE = \(mode.clause))"
    }
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "set the replication mode to \(mode.clause)",
        sql: SQLCall(
          """
          ALTER AVAILABILITY GROUP \(TSQL.identifier(arguments.string("link")))
          MODIFY AVAILABILITY GROUP ON
          \(changes.joined(separator: ",\n"))
          """,
          timeout: .seconds(300)
        )
      )
    ]
  }

  private static func mode(_ arguments: Arguments) throws(StepFailure) -> Mode {
    if let mode = Mode(rawValue: arguments.string("mode")) { return mode }
    throw StepFailure(
      .permanent,
      .invalidInput,
      detail: "There is no replication mode '\(arguments.string("mode"))'.",
      remedy: "Write Sync or Async."
    )
  }
}
