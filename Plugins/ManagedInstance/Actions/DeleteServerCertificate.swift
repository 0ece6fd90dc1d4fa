import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The instance's trust in a server, when the last link to it is gone.
enum DeleteServerCertificate {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.delete_server_certificate",
    summary: "Deletes the certificate by which an instance knows a server.",
    discussion: """
      Only one that no link needs any more; a link that does not tell its certificate counts as \
      needing it. Source: "Server Trust Certificates - Delete".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput(
        "name",
        .string,
        "The certificate, as managed_instance.upload_server_certificate."
      ),
    ],
    outputs: [ActionOutput("name", .string, "The name of the certificate that is gone.")],
    permissions: [
      "Microsoft.Sql/managedInstances/serverTrustCertificates/read, delete",
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read",
    ],
    typicalDuration: "a minute",
    example: """
      - id: server_certificate
        uses: managed_instance.delete_server_certificate
        with:
          connection: ${{ inputs.target }}
          name: ${{ steps.server.outputs.certificate_name }}
      """
  )

  /// `Server Trust Certificates - Get`, `Distributed Availability Groups - List By Instance`.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      InstanceRequest.get(
        path(arguments),
        on: connection,
        "look for the server's certificate",
        accepts: [404]
      ),
      InstanceRequest.get("/distributedAvailabilityGroups", on: connection, "list the links"),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("name")
    guard let answer = answers.first, !answer.isNotFound else {
      return Observation(
        .mine,
        outputs: ["name": .string(name)],
        summary: "The instance has no certificate '\(name)'"
      )
    }
    let links = answers.dropFirst().first?.body.object?["value"]?.list ?? []
    let users = links.filter { link in
      guard let certificate = LinkResource(link).partnerCertificate else { return true }
      return certificate.name.lowercased() == name.lowercased()
    }
    guard users.isEmpty else {
      let names = users.map { "'\($0.object?["name"]?.string ?? "unnamed")'" }.sorted()
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "Links that may need it are left on the instance: "
          + "\(names.joined(separator: ", ")).",
        remedy: "Drop them first, or keep the certificate."
      )
    }
    return Observation(.absent, summary: "The instance's certificate '\(name)' is still there")
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      InstanceRequest.delete(
        path(arguments),
        on: arguments.string("connection"),
        "delete the server's certificate"
      )
    ]
  }

  private static func path(_ arguments: Arguments) -> String {
    "/serverTrustCertificates/\(URLText.segment(arguments.string("name")))"
  }
}
