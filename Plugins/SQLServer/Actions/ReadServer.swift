import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// What a link needs of the server as a whole, checked in one read; all that is missing is said at
/// once.
enum ReadServer {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.read_server",
    summary: "Reads a SQL Server's name and version and proves that it can take part in a link.",
    discussion: """
      Fails, with every cause at once, when the build is too old for the link feature, the edition \
      is not Enterprise, Developer or Standard, the login is not a sysadmin, Always On is not \
      enabled, or @@SERVERNAME does not name the server. Sources: "Managed Instance link \
      overview"; "Prepare your environment for a link - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "address",
        .optional(.string),
        "The address that the instance will use, to be checked before anything is changed."
      ),
      ActionInput("port", .optional(.int), "The port of its endpoint, to be checked likewise."),
    ],
    outputs: ServerProperties.declaredOutputs,
    permissions: ["sysadmin"],
    example: """
      - id: server
        uses: sqlserver.read_server
        with:
          connection: ${{ inputs.source }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "read the server's properties",
        sql: SQLCall("SELECT \(ServerProperties.columns)")
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let server = ServerProperties(answers.first?.firstRow) else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "The server did not tell its product version."
      )
    }
    let obstacles =
      server.findings + EndpointAddress(arguments).findings(about: server.actualName)
    guard obstacles.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: obstacles.map(\.detail).joined(separator: " "),
        remedy: obstacles.compactMap(\.remedy).joined(separator: "\n")
      )
    }
    return Observation(
      .mine,
      outputs: server.outputs,
      summary: "\(server.name), \(server.row.text("edition") ?? "SQL Server"), build "
        + "\(server.version)"
    )
  }
}
