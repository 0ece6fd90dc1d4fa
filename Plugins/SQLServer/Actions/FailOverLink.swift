import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A planned failover to the instance, ordered at the server while that is the primary.
enum FailOverLink {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.fail_over_link",
    summary: "Hands a link's database over from the SQL Server to the instance, losing nothing.",
    discussion: """
      Unlike the failover of an ordinary group it is ordered at the current primary. It says where \
      the database goes, not merely that it goes: sent again it finds the instance to be the \
      primary and does nothing, where a bare FAILOVER at the new primary would fail back. Both ends \
      are asked for their roles before and after. SQL Server switches to synchronous mode for it \
      and back to asynchronous mode afterwards. Afterwards the instance needs a full backup before \
      the link may be dropped: compare it with a moment before the failover, such as \
      `instance_time` of `sqlserver.compare_link_ends`; when the roles changed, an attempt whose \
      answer was lost cannot tell. It needs SQL Server 2022 CU13 or later and a link with failover mode Manual. Source: "Fail over link - \
      Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "instance",
        .connection(kind: "managed_instance"),
        "The instance, with `server` in connections.yaml."
      ),
      ActionInput("link", .string, "The link: the name of its distributed group."),
      ActionInput("database", .string, "Its database."),
    ],
    outputs: [
      ActionOutput("primary", .string, "instance.")
    ],
    permissions: ["ALTER ANY AVAILABILITY GROUP", "VIEW SERVER STATE"],
    typicalDuration: "a minute; it waits until the instance has all of the log",
    example: """
      - id: failover
        uses: sqlserver.fail_over_link
        with:
          connection: ${{ inputs.source }}
          instance: ${{ inputs.target }}
          link: DAG_${{ db }}
          database: ${{ db }}
        pivot: true
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    ["connection", "instance"].map {
      LinkEnd.read(arguments["link"], database: arguments["database"], on: arguments.string($0))
    }
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let link = arguments.string("link")
    guard let server = LinkEnd(answers.first) else {
      throw LinkEnd.missing(link, on: arguments.string("connection"))
    }
    guard let instance = LinkEnd(answers.dropFirst().first) else {
      throw LinkEnd.missing(link, on: arguments.string("instance"))
    }
    let ends = LinkEnds(server: server, instance: instance)
    let summary = "'\(link)': \(ends.description)"
    switch ends.primary {
    case .instance where server.role == .secondary && instance.isWritable:
      return Observation(
        .mine,
        outputs: ["primary": "instance"],
        summary: summary
      )
    case .server
    where server.operationalState != "PENDING_FAILOVER" && instance.role == .secondary:
      return Observation(.absent, summary: summary)
    case .both:
      throw SplitLink.failure(link, summary)
    case .server, .instance, .none:
      return Observation(.inProgress(nil), summary: "\(summary): the roles are changing")
    }
  }

  /// `ALTER AVAILABILITY GROUP (Transact-SQL)`, alone in its batch; it answers once the roles are
  /// exchanged, or a condition is not met.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      Call(
        .write,
        on: arguments.string("connection"),
        "fail over to the instance",
        sql: SQLCall(
          "ALTER AVAILABILITY GROUP \(TSQL.identifier(arguments.string("link"))) FAILOVER",
          timeout: .seconds(3600)
        )
      )
    ]
  }
}
