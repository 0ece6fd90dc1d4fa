import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Trust in certificates that a root authority issues for a cloud's instances.
enum TrustIssuer {
  static let action = Action(
    descriptor,
    probe: nil,
    calls: calls,
    footprint: { _ in Footprint(reads: [], writes: ["sqlserver/trusted_issuer"]) }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.trust_issuer",
    summary: "Trusts a root authority to issue certificates for the domain of an instance.",
    discussion: """
      The domain is the instance's own without its first two labels, so that it fits every cloud: \
      *.database.windows.net, *.database.chinacloudapi.cn. No view lists what is trusted; SQL \
      Server refuses a second time with a text that counts as done. Source: "Configure link with \
      scripts - Azure SQL Managed Instance", Import Azure-trusted root certificate authority keys \
      to SQL Server.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "certificate",
        .string,
        "The authority's name in master; sqlserver.import_root_authority gives it."
      ),
      ActionInput("instance_fqdn", .string, "The instance's fully qualified domain name."),
    ],
    isRepeatable: true,
    permissions: ["sysadmin"],
    errors: [ErrorRule("", text: "already added as a trusted issuer", .alreadyDone)],
    example: """
      - id: trust_microsoft
        uses: sqlserver.trust_issuer
        with:
          connection: ${{ inputs.source }}
          certificate: ${{ steps.microsoft_root.outputs.name }}
          instance_fqdn: ${{ steps.instance.outputs.fqdn }}
      """
  )

  /// `sp_certificate_add_issuer`, as "Configure link with scripts - Azure SQL Managed Instance"
  /// uses it.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let pattern = try issuerPattern(arguments.string("instance_fqdn"))
    return [
      Call(
        .write,
        on: arguments.string("connection"),
        "trust the authority for \(pattern)",
        sql: SQLCall(
          """
          DECLARE @certificate_id int = CERT_ID(\(TSQL.literal(arguments.string("certificate"))));
          EXEC sp_certificate_add_issuer @certificate_id, \(TSQL.literal(pattern));
          """
        )
      )
    ]
  }

  /// `{instance}.{dnsZone}.{suffix}` gives `*.{suffix}`.
  static func issuerPattern(_ fqdn: String) throws(StepFailure) -> String {
    let labels = fqdn.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 4, !labels.contains("") else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "'\(fqdn)' is not the fully qualified domain name of an instance.",
        remedy: "Take it from managed_instance.read_instance."
      )
    }
    return "*." + labels.dropFirst(2).joined(separator: ".")
  }
}
