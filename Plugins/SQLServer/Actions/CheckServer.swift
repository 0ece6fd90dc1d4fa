import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Everything about a server that a link depends on, looked at in one round trip.
enum CheckServer {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.check_server",
    summary: "Finds all that keeps a SQL Server from taking part in a link, and never fails on it.",
    discussion: """
      Looks at build and Azure Connect pack, edition, permission, name, Always On, trace flags, \
      master key, mirroring endpoint, agent and jobs. What stands in the way becomes a finding; \
      core.assert stops a run on those that count. A view that the login may not read becomes a \
      finding too. Startup parameters are told on Windows only; elsewhere the flags that are on \
      count. Sources: "Prepare your environment for a link - Azure SQL Managed Instance"; "Managed \
      Instance link overview"; "Configure link with scripts - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "address",
        .optional(.string),
        "The address that the instance will use, to be checked too."
      ),
      ActionInput("port", .optional(.int), "The port of its endpoint, to be checked too."),
      ActionInput(
        "certificate_days",
        .int,
        "How long the endpoint's certificate must still be valid not to be told.",
        default: 30
      ),
    ],
    outputs: ServerProperties.declaredOutputs + [
      ActionOutput("platform", .string, "Windows or Linux."),
      ActionOutput("service", .string, "Its service on Windows, for instance MSSQLSERVER."),
      ActionOutput("started_at", .string, "When it was started, in its own time."),
      ActionOutput("hadr_enabled", .bool, "Always On is enabled and its manager runs."),
      ActionOutput("trace_flags_on", .bool, "Trace flags 1800 and 9567 are on."),
      ActionOutput("startup_flags_missing", .bool, "Not both of them will be on after a restart."),
      ActionOutput("master_key_exists", .bool, "master has a master key."),
      ActionOutput("endpoint_fits", .bool, "There is a mirroring endpoint, and it fits a link."),
    ] + [Finding].declaredOutputs,
    permissions: ["sysadmin; with less, what cannot be read becomes a finding"],
    example: """
      - id: server
        uses: sqlserver.check_server
        with:
          connection: ${{ inputs.source }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [Survey.call(ServerSurvey.parts, on: arguments.string("connection"), "survey the server")]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let survey = Survey(answers)
    guard let server = ServerProperties(survey.first("properties")) else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: survey.failures.first { $0.part == "properties" }?.message
          ?? "The server did not tell its product version."
      )
    }
    let address = EndpointAddress(arguments)
    let rest = ServerSurvey(
      survey: survey,
      subject: server.actualName,
      port: address.port,
      margin: arguments.int("certificate_days")
    )
    let findings =
      server.findings + server.advice + address.findings(about: server.actualName) + rest.findings
    let flags = rest.traceFlags
    return Observation(
      .mine,
      outputs: server.outputs.merging(findings.outputs) { $1 }.merging([
        "platform": .string(rest.platform),
        "service": .string(server.service),
        "started_at": .string(rest.startedAt),
        "hadr_enabled": .bool(server.isHadrRunning),
        "trace_flags_on": .bool(flags.missingNow.isEmpty),
        "startup_flags_missing": .bool(!flags.missingAtStartup.isEmpty),
        "master_key_exists": .bool(rest.hasMasterKey),
        "endpoint_fits": .bool(rest.endpoint?.shortcomings.isEmpty ?? false),
      ]) { $1 },
      summary: "\(server.actualName), build \(server.version): \(findings.tally)"
    )
  }
}
