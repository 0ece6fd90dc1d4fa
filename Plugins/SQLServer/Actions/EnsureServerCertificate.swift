import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The certificate with which the SQL Server's endpoint proves itself to the instance.
enum EnsureServerCertificate {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: { arguments, _ in ["name": arguments["name"]] },
    footprint: { Footprint(of: "sqlserver/certificate/\($0.string("name").lowercased())") }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.ensure_server_certificate",
    summary: "Creates a certificate with a private key in master unless there is one of that name.",
    discussion: """
      The master key protects its private key. A certificate that has expired, or whose private \
      key the master key does not protect, needs a person. Source: "Configure link with scripts - \
      Azure SQL Managed Instance", Create a certificate on SQL Server.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "name",
        .string,
        "Its name, without '\\'; sqlserver.read_server gives the documented one."
      ),
      ActionInput(
        "expiry_date",
        .optional(.string),
        "The last day, as yyyymmdd; when left out SQL Server takes one year from now."
      ),
    ],
    outputs: [
      ActionOutput("name", .string, "Its name."),
      ActionOutput("thumbprint", .string, "The SHA-1 of its public part, as 0x and hex."),
      ActionOutput("public_blob", .string, "Its public part, DER, as 0x and hex."),
      ActionOutput("expires_at", .string, "When it must have been replaced."),
    ],
    permissions: ["CREATE CERTIFICATE in master"],
    example: """
      - id: certificate
        uses: sqlserver.ensure_server_certificate
        with:
          connection: ${{ inputs.source }}
          name: ${{ steps.server.outputs.certificate_name }}
          expiry_date: ${{ inputs.certificate_expiry }}
      """
  )

  /// `sys.certificates (Transact-SQL)`, whose dates are in UTC, and
  /// `CERTENCODED (Transact-SQL)` for the public part.
  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    let name = arguments.string("name")
    guard !name.contains("\\"), !name.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The link accepts no certificate called '\(name)'.",
        remedy: "Give a name without '\\'."
      )
    }
    return [
      Call(
        .read,
        on: arguments.string("connection"),
        "look for the certificate",
        sql: SQLCall(
          """
          SELECT name, pvt_key_encryption_type, expiry_date,
            CASE WHEN expiry_date > SYSUTCDATETIME() THEN 1 ELSE 0 END AS is_current,
            thumbprint, CERTENCODED(certificate_id) AS public_blob
          FROM sys.certificates WHERE name = @name
          """,
          parameters: [SQLCall.Parameter("name", .string(name))]
        )
      ),
      Call(
        .read,
        on: arguments.string("connection"),
        "read the server's date",
        sql: SQLCall("SELECT CONVERT(char(8), SYSDATETIME(), 112) AS today")
      ),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    guard let row = answers.first?.firstRow else {
      try checkExpiry(arguments, today: answers.last?.firstRow?.text("today") ?? "")
      return Observation(.absent, summary: "There is no certificate '\(name)'")
    }
    let expiry = row.text("expiry_date") ?? "unknown"
    guard row.text("pvt_key_encryption_type") == "MK" else {
      return Observation(
        .different,
        summary: "The private key of certificate '\(name)' is not protected by the master key",
        remedy: "If nothing uses it, drop it, so that a new one can take its place:\n"
          + "  DROP CERTIFICATE \(TSQL.identifier(name))"
      )
    }
    guard row.isTrue("is_current") else {
      return Observation(
        .different,
        summary: "Certificate '\(name)' expired on \(expiry)",
        remedy: "If nothing uses it, drop it, so that a new one can take its place:\n"
          + "  DROP CERTIFICATE \(TSQL.identifier(name))"
      )
    }
    return Observation(
      .mine,
      outputs: [
        "name": .string(row.text("name") ?? name),
        "thumbprint": .string(row.binary("thumbprint")),
        "public_blob": .string(row.binary("public_blob")),
        "expires_at": .string(expiry),
      ],
      summary: "Certificate '\(name)' is valid until \(expiry)"
    )
  }

  /// A certificate that has expired when it is made would stop every later run.
  private static func checkExpiry(
    _ arguments: Arguments,
    today: String
  ) throws(StepFailure) {
    guard let expiry = arguments.optionalString("expiry_date"), TSQL.date(expiry) != nil,
      !today.isEmpty, expiry <= today
    else { return }
    throw StepFailure(
      .permanent,
      .prerequisiteMissing,
      detail: "A certificate that ends on \(expiry) would be of no use: it is \(today) there.",
      remedy: "Begin a new run with a later date."
    )
  }

  /// `CREATE CERTIFICATE (Transact-SQL)`; a date without separators means the same in every
  /// language setting.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let name = arguments.string("name")
    var text = """
      CREATE CERTIFICATE \(TSQL.identifier(name))
      WITH SUBJECT = \(TSQL.literal("Certificate for \(name)"))
      """
    if let expiry = arguments.optionalString("expiry_date") {
      guard let date = TSQL.date(expiry) else {
        throw StepFailure(
          .permanent,
          .prerequisiteMissing,
          detail: "'\(expiry)' is not a date.",
          remedy: "Begin a new run with a date as yyyymmdd, such as 20301231."
        )
      }
      text += ",\n  EXPIRY_DATE = \(date)"
    }
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "create the certificate",
        sql: SQLCall(text)
      )
    ]
  }
}
