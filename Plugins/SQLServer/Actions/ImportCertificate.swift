import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The instance's endpoint certificate in the server's `master`, under the instance's FQDN.
enum ImportCertificate {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: { arguments, _ in ["name": arguments["name"]] },
    footprint: footprint
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.import_certificate",
    summary: "Imports the public part of an instance's endpoint certificate under its FQDN.",
    discussion: """
      The link does not work when the certificate has any other name than the instance's fully \
      qualified domain name. A certificate of that name with another thumbprint has been rotated \
      by Azure: it is dropped and imported anew. Source: "Configure link with scripts - Azure SQL \
      Managed Instance", Get the certificate public key from SQL Managed Instance.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("name", .string, "The instance's fully qualified domain name."),
      ActionInput("public_blob", .string, "The public part, DER, as hex with or without 0x."),
      ActionInput("thumbprint", .string, "The SHA-1 of the public part, as hex."),
    ],
    outputs: [
      ActionOutput("name", .string, "The certificate's name."),
      ActionOutput("thumbprint", .string, "Its thumbprint, as 0x and hex."),
    ],
    onDifferent: .alter,
    permissions: ["CREATE CERTIFICATE in master", "CONTROL on a certificate that is replaced"],
    errors: [StoredCertificates.alreadyThere],
    example: """
      - id: instance_certificate
        uses: sqlserver.import_certificate
        with:
          connection: ${{ inputs.source }}
          name: ${{ steps.instance.outputs.fqdn }}
          public_blob: ${{ steps.endpoint_certificate.outputs.public_blob }}
          thumbprint: ${{ steps.endpoint_certificate.outputs.thumbprint }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [StoredCertificates.read(on: arguments.string("connection"))]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    let thumbprint = try binary("thumbprint", of: arguments)
    let stored = StoredCertificates(answers.first)
    guard let certificate = stored.named(name) else {
      guard let other = stored.withThumbprint(thumbprint) else {
        return Observation(.absent, summary: "There is no certificate '\(name)'")
      }
      return Observation(
        .foreign,
        summary: "The instance's certificate was imported as '\(other.name)'",
        remedy: """
          A certificate cannot be imported twice, and the link needs it under the FQDN. Drop it:
            DROP CERTIFICATE \(TSQL.identifier(other.name))
          """
      )
    }
    if certificate.thumbprint == thumbprint {
      return Observation(
        .mine,
        outputs: ["name": .string(certificate.name), "thumbprint": .string(thumbprint)],
        summary: "Certificate '\(name)' is the instance's"
      )
    }
    if certificate.hasPrivateKey {
      return Observation(
        .foreign,
        summary: "Certificate '\(name)' has a private key, so it is not the instance's",
        remedy: "Find out who uses it; drop it when nobody does."
      )
    }
    return Observation(
      .different,
      summary: "Certificate '\(name)' has thumbprint \(certificate.thumbprint): it was rotated"
    )
  }

  /// It is found by its name and by its thumbprint.
  @Sendable static func footprint(_ arguments: Arguments) -> Footprint {
    let thumbprint = TSQL.binary(arguments.string("thumbprint")) ?? ""
    return Footprint(
      of: "sqlserver/certificate/\(arguments.string("name").lowercased())",
      "sqlserver/thumbprint/\(thumbprint)"
    )
  }

  /// `DROP CERTIFICATE (Transact-SQL)` for one that was rotated, `CREATE CERTIFICATE (Transact-SQL)`.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let name = arguments.string("name")
    let connection = arguments.string("connection")
    let blob = try binary("public_blob", of: arguments)
    let create = StoredCertificates.create(name, from: blob, on: connection)
    guard observation?.state == .different else { return [create] }
    let drop = Call(
      .write,
      on: connection,
      "drop the rotated certificate",
      sql: SQLCall("DROP CERTIFICATE \(TSQL.identifier(name))")
    )
    return [drop, create]
  }

  private static func binary(
    _ input: String,
    of arguments: Arguments
  ) throws(StepFailure) -> String {
    guard let binary = TSQL.binary(arguments.string(input)) else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The input '\(input)' of sqlserver.import_certificate is not hex.",
        remedy: "Take it from managed_instance.read_endpoint_certificate."
      )
    }
    return binary
  }
}
