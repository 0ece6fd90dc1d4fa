import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The server's endpoint certificate in the instance's list of trusted partners.
enum UploadServerCertificate {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    foresees: { arguments, _ in ["name": arguments["name"]] },
    footprint: {
      Footprint(of: "managed_instance/server_certificate/\($0.string("name").lowercased())")
    }
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.upload_server_certificate",
    summary: "Uploads the public part of a SQL Server's endpoint certificate to an instance.",
    discussion: """
      Another certificate under the same name needs a person: links of another server may rest on \
      it. Source: "Configure link with scripts - Azure SQL Managed Instance", Create a certificate \
      on SQL Server and import its public key to SQL Managed Instance.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("name", .string, "The certificate's name on the server."),
      ActionInput("public_blob", .string, "Its public part, DER, as hex with or without 0x."),
    ],
    outputs: [
      ActionOutput("name", .string, "The name."),
      ActionOutput("thumbprint", .string, "Its SHA-1, as 0x and hex."),
    ],
    permissions: ["Microsoft.Sql/managedInstances/serverTrustCertificates/read, write"],
    typicalDuration: "under a minute",
    example: """
      - id: upload
        uses: managed_instance.upload_server_certificate
        with:
          connection: ${{ inputs.target }}
          name: ${{ steps.endpoint.outputs.certificate }}
          public_blob: ${{ steps.endpoint.outputs.public_blob }}
      """
  )

  /// `Server Trust Certificates - Get`; its answer may hold the thumbprint alone.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      InstanceRequest.get(
        path(arguments),
        on: arguments.string("connection"),
        "look for the server's certificate",
        accepts: [404]
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    let blob = try blob(arguments)
    guard let answer = answers.first, !answer.isNotFound else {
      return Observation(.absent, summary: "The instance has no certificate '\(name)'")
    }
    let uploaded = answer.properties["publicBlob"]?.string.flatMap { PublicBlob($0)?.thumbprint }
    let told = answer.properties["thumbprint"]?.string.flatMap(TSQL.binary)
    guard let found = uploaded ?? told, found == blob.thumbprint else {
      let id = ResourceID(answer.body.object?["id"]?.string)
      return Observation(
        .different,
        summary: "The instance's certificate '\(name)' is another one",
        remedy: """
          Make sure that no link rests on it, then delete it, and go on:
            \(id.command("sql mi partner-cert delete", name: name))
            linkflow resume \(arguments.run)
          """
      )
    }
    return Observation(
      .mine,
      outputs: ["name": .string(name), "thumbprint": .string(found)],
      summary: "The instance trusts certificate '\(name)'"
    )
  }

  /// `Server Trust Certificates - Create Or Update`, a long operation.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    [
      InstanceRequest.put(
        path(arguments),
        on: arguments.string("connection"),
        "upload the server's certificate",
        properties: ["publicBlob": .string(try blob(arguments).text)]
      )
    ]
  }

  private static func path(_ arguments: Arguments) -> String {
    "/serverTrustCertificates/\(URLText.segment(arguments.string("name")))"
  }

  private static func blob(_ arguments: Arguments) throws(StepFailure) -> PublicBlob {
    guard let blob = PublicBlob(arguments.string("public_blob")) else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The input 'public_blob' of managed_instance.upload_server_certificate is not hex.",
        remedy: "Take it from sqlserver.ensure_mirroring_endpoint."
      )
    }
    return blob
  }
}
