import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The server's trust in an instance, when the last link to it is gone.
enum DropCertificate {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.drop_certificate",
    summary: "Drops the certificate by which a server knows an instance.",
    discussion: """
      Only a certificate without a private key that no link needs any more. Azure's roots serve \
      every instance and are better kept. Sources: "Configure link with scripts - Azure SQL Managed \
      Instance", Drop a link; "DROP CERTIFICATE (Transact-SQL)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The certificate: the instance's domain name."),
    ],
    outputs: [ActionOutput("name", .string, "The name of the certificate that is gone.")],
    permissions: ["CONTROL on the certificate"],
    example: """
      - id: instance_certificate
        uses: sqlserver.drop_certificate
        with:
          connection: ${{ inputs.source }}
          name: ${{ steps.instance.outputs.fqdn }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      Call(
        .read,
        on: connection,
        "look for the certificate",
        sql: SQLCall(
          "SELECT name, pvt_key_encryption_type FROM sys.certificates WHERE name = @name",
          parameters: [SQLCall.Parameter("name", arguments["name"])]
        )
      ),
      Call(
        .read,
        on: connection,
        "read where links lead",
        sql: SQLCall(
          """
          SELECT ag.name, r.endpoint_url
          FROM sys.availability_groups AS ag
          JOIN sys.availability_replicas AS r ON r.group_id = ag.group_id
          WHERE ag.is_distributed = 1
          """
        )
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    guard let certificate = answers.first?.firstRow else {
      return Observation(
        .mine,
        outputs: ["name": .string(name)],
        summary: "There is no certificate '\(name)'"
      )
    }
    guard certificate.text("pvt_key_encryption_type") == "NA" else {
      return Observation(
        .foreign,
        summary: "Certificate '\(name)' has a private key: it is the server's own",
        remedy: "Give the instance's domain name."
      )
    }
    let host = "://\(name):".lowercased()
    let links = (answers.dropFirst().first?.catalogRows ?? [])
      .filter { $0.text("endpoint_url")?.lowercased().contains(host) ?? false }
      .compactMap { $0.text("name") }
    guard links.isEmpty else {
      let names = Set(links).sorted().map { "'\($0)'" }.joined(separator: ", ")
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "Links to the instance are left: \(names).",
        remedy: "Drop them first, or keep the certificate."
      )
    }
    return Observation(.absent, summary: "Certificate '\(name)' is still there")
  }

  /// `DROP CERTIFICATE (Transact-SQL)`, in master.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      Call(
        .write,
        on: arguments.string("connection"),
        "drop the instance's certificate",
        sql: SQLCall("DROP CERTIFICATE \(TSQL.identifier(arguments.string("name")))")
      )
    ]
  }
}
