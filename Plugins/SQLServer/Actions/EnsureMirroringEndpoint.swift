import WorkflowModel
import WorkflowPlugin

/// The endpoint through which the instance and the server exchange the log.
enum EnsureMirroringEndpoint {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: foresees,
    footprint: { _ in
      Footprint(
        reads: ["sqlserver/endpoint", "sqlserver/availability_group"],
        writes: ["sqlserver/endpoint"]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.ensure_mirroring_endpoint",
    summary: "Creates the database mirroring endpoint, or makes the one that is there fit a link.",
    discussion: """
      A server has at most one. One that is there keeps its name, its port and its certificate, so \
      later steps must use the outputs of this one; it is started when it is stopped. Any other \
      change drops the sessions of every availability group on it for a moment: while there is a \
      group, a person decides. Source: "Configure link with scripts - Azure SQL Managed Instance", \
      Secure the database mirroring endpoint.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("certificate", .string, "The server's certificate for it."),
      ActionInput("port", .int, "Where a new endpoint listens.", default: 5022),
      ActionInput(
        "name",
        .string,
        "The name of a new endpoint.",
        default: "database_mirroring_endpoint"
      ),
    ],
    outputs: [
      ActionOutput("name", .string, "The endpoint's name."),
      ActionOutput("port", .int, "Where it listens."),
      ActionOutput("authentication", .string, "For instance CERTIFICATE."),
      ActionOutput("encryption", .string, "For instance AES."),
      ActionOutput("certificate", .string, "The certificate it uses, which the instance needs."),
      ActionOutput("thumbprint", .string, "The thumbprint of that certificate."),
      ActionOutput("public_blob", .string, "The public part of that certificate."),
      ActionOutput("shortcomings", .list(.string), "What it lacks; empty when the step is done."),
    ],
    onDifferent: .alter,
    permissions: ["CREATE ENDPOINT", "ALTER ANY ENDPOINT"],
    example: """
      - id: endpoint
        uses: sqlserver.ensure_mirroring_endpoint
        with:
          connection: ${{ inputs.source }}
          certificate: ${{ steps.certificate.outputs.name }}
          port: 5022
      """
  )

  /// The endpoint, and `sys.availability_groups (Transact-SQL)`.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      Call(
        .read,
        on: connection,
        "read the mirroring endpoint",
        sql: SQLCall("SELECT \(MirroringEndpoint.columns)\n\(MirroringEndpoint.source)")
      ),
      Call(
        .read,
        on: connection,
        "count the availability groups",
        sql: SQLCall("SELECT COUNT(*) AS group_count FROM sys.availability_groups")
      ),
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    guard let row = answers.first?.firstRow else {
      return Observation(.absent, summary: "The server has no mirroring endpoint")
    }
    let endpoint = MirroringEndpoint(row)
    guard !endpoint.shortcomings.isEmpty else {
      return Observation(
        .mine,
        outputs: endpoint.outputs,
        summary: "Endpoint '\(endpoint.name)' listens on port \(endpoint.port) with certificate "
          + "'\(endpoint.certificate ?? "")'"
      )
    }
    let lacks = endpoint.shortcomings.map(\.rawValue).joined(separator: ", ")
    let groups = answers.dropFirst().first?.firstRow?.integer("group_count") ?? 0
    guard groups > 0, endpoint.shortcomings != [.stopped] else {
      return Observation(
        .different,
        outputs: endpoint.outputs,
        summary: "Endpoint '\(endpoint.name)' does not fit: \(lacks)"
      )
    }
    return Observation(
      .foreign,
      outputs: endpoint.outputs,
      summary: "Endpoint '\(endpoint.name)' serves \(groups) availability groups and does not fit: "
        + lacks,
      remedy: """
        The change interrupts these groups for a moment. When they can bear it, run on the server:
        \(endpoint.alteration(certificate: arguments.string("certificate")).indented)
        Then go on:
          linkflow resume \(arguments.run)
        """
    )
  }

  /// One that is there keeps its name and its port.
  @Sendable static func foresees(
    _ arguments: Arguments,
    _ observation: Observation?
  ) -> [String: Value] {
    if let observation, observation.state == .different {
      return observation.outputs.filter { ["name", "port"].contains($0.key) }
    }
    return [
      "name": arguments["name"], "port": arguments["port"], "certificate": arguments["certificate"],
    ]
  }

  /// `CREATE ENDPOINT (Transact-SQL)`.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    let certificate = arguments.string("certificate")
    if let observation, observation.state == .different {
      let endpoint = MirroringEndpoint(outputs: observation.outputs)
      return [
        Call(
          .write,
          on: arguments.string("connection"),
          endpoint.shortcomings == [.stopped] ? "start the endpoint" : "alter the endpoint",
          sql: SQLCall(endpoint.alteration(certificate: certificate))
        )
      ]
    }
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "create the endpoint",
        sql: SQLCall(
          """
          CREATE ENDPOINT \(TSQL.identifier(arguments.string("name"))) STATE = STARTED
          AS TCP (LISTENER_PORT = \(arguments.int("port")), LISTENER_IP = ALL)
          FOR DATABASE_MIRRORING (
            ROLE = ALL,
            AUTHENTICATION = CERTIFICATE \(TSQL.identifier(certificate)),
            ENCRYPTION = REQUIRED ALGORITHM AES
          )
          """
        )
      )
    ]
  }
}

extension String {
  /// Each line two blanks further in: a command in a remedy stands alone.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
      .joined(separator: "\n")
  }
}
