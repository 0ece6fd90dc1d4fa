import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A public root authority that instances' certificates chain to.
enum ImportRootAuthority {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: foresees,
    footprint: footprint
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.import_root_authority",
    summary: "Imports a public root certificate that Azure's certificates chain to.",
    discussion: """
      MicrosoftPKI is the Microsoft RSA Root Certificate Authority 2017, DigiCertPKI the DigiCert \
      Global Root G2; a link needs both. SQL Server keeps a certificate only once, so one that is \
      there under another name is used as it is. Source: "Configure link with scripts - Azure SQL \
      Managed Instance", Import Azure-trusted root certificate authority keys to SQL Server.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("authority", .string, "MicrosoftPKI or DigiCertPKI."),
    ],
    outputs: [
      ActionOutput("name", .string, "The name that the certificate has on this server."),
      ActionOutput("thumbprint", .string, "Its thumbprint, as 0x and hex."),
    ],
    permissions: ["CREATE CERTIFICATE in master"],
    errors: [StoredCertificates.alreadyThere],
    example: """
      - id: microsoft_root
        uses: sqlserver.import_root_authority
        with:
          connection: ${{ inputs.source }}
          authority: MicrosoftPKI
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    _ = try authority(arguments)
    return [StoredCertificates.read(on: arguments.string("connection"))]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let authority = try authority(arguments)
    let stored = StoredCertificates(answers.first)
    if let certificate = stored.withThumbprint(authority.thumbprint) {
      return Observation(
        .mine,
        outputs: [
          "name": .string(certificate.name),
          "thumbprint": .string(certificate.thumbprint),
        ],
        summary: "\(authority.subject) is there as '\(certificate.name)'"
      )
    }
    guard let other = stored.named(authority.name) else {
      return Observation(.absent, summary: "\(authority.subject) is not there")
    }
    return Observation(
      .foreign,
      summary: "'\(other.name)' is another certificate, with thumbprint \(other.thumbprint)",
      remedy: """
        Find out who uses it. When nobody does, drop it:
          DROP CERTIFICATE \(TSQL.identifier(other.name))
        """
    )
  }

  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let authority = try authority(arguments)
    let connection = arguments.string("connection")
    return [StoredCertificates.create(authority.name, from: authority.blob, on: connection)]
  }

  @Sendable static func foresees(_ arguments: Arguments, _: Observation?) -> [String: Value] {
    guard let authority = try? authority(arguments) else { return [:] }
    return ["name": .string(authority.name), "thumbprint": .string(authority.thumbprint)]
  }

  /// It is found by its thumbprint and by its name.
  @Sendable static func footprint(_ arguments: Arguments) -> Footprint {
    guard let authority = try? authority(arguments) else {
      return Footprint(of: "sqlserver/certificate", "sqlserver/thumbprint")
    }
    return Footprint(
      of: "sqlserver/certificate/\(authority.name.lowercased())",
      "sqlserver/thumbprint/\(authority.thumbprint)"
    )
  }

  private static func authority(_ arguments: Arguments) throws(StepFailure) -> RootAuthority {
    let name = arguments.string("authority")
    guard let authority = RootAuthority.all.first(where: { $0.name == name }) else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "There is no root authority '\(name)'.",
        remedy: "Write \(RootAuthority.all.map(\.name).joined(separator: " or "))."
      )
    }
    return authority
  }
}
