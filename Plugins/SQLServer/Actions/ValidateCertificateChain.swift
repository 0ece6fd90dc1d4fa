import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Whether a certificate chains to a trusted root, as the server itself sees it.
enum ValidateCertificateChain {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.validate_certificate_chain",
    summary: "Asks SQL Server whether a certificate chains to a root that it trusts.",
    discussion: """
      The answer 'no' is an output, not a failure: the server may look for revocations online, \
      so without internet it says no to a good chain. Source: "Configure link with scripts - Azure \
      SQL Managed Instance", Validate the certificate.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("certificate", .string, "The certificate's name in master."),
    ],
    outputs: [
      ActionOutput("valid", .bool, "Whether the server accepts the chain."),
      ActionOutput("message", .string, "What it says against it; empty when it accepts it."),
    ],
    permissions: ["sysadmin"],
    example: """
      - id: chain
        uses: sqlserver.validate_certificate_chain
        with:
          connection: ${{ inputs.source }}
          certificate: ${{ steps.instance.outputs.fqdn }}
      """
  )

  /// `sp_validate_certificate_ca_chain`; `TRY...CATCH (Transact-SQL)` turns its error into a row.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let name = TSQL.literal(arguments.string("certificate"))
    return [
      Call(
        .read,
        on: arguments.string("connection"),
        "validate the certificate's chain",
        sql: SQLCall(
          """
          DECLARE @certificate_id int = CERT_ID(\(name));
          BEGIN TRY
            EXEC sp_validate_certificate_ca_chain @certificate_id;
            SELECT 1 AS is_valid, N'' AS message;
          END TRY
          BEGIN CATCH
            SELECT 0 AS is_valid, ERROR_MESSAGE() AS message;
          END CATCH;
          """
        )
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard case .sql(let sets) = answers.first,
      let cells = sets.last(where: { $0.first?["is_valid"] != nil })?.first
    else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "The server did not say whether the certificate's chain is valid."
      )
    }
    let row = CatalogRow(cells: cells)
    let name = arguments.string("certificate")
    let valid = row.isTrue("is_valid")
    let message = row.text("message") ?? ""
    return Observation(
      .mine,
      outputs: ["valid": .bool(valid), "message": .string(message)],
      summary: valid
        ? "The chain of '\(name)' is valid"
        : "The server does not accept the chain of '\(name)': \(message)"
    )
  }
}
