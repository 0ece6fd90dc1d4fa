import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The certificate with which the instance's endpoint proves itself to the server.
enum ReadEndpointCertificate {
  static let action = Action(
    reading: descriptor,
    probe: Probe(calls: calls, read: observe),
    footprint: { _ in Footprint(reads: ["managed_instance/endpoint_certificate"]) }
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.read_endpoint_certificate",
    summary: "Reads the public part of the certificate of an instance's link endpoint.",
    discussion: """
      Azure makes and rotates this certificate. Some of its tools leave out the 0x at the beginning \
      of the public part; here it is always there. Source: "Configure link with scripts - Azure SQL \
      Managed Instance", Get the certificate public key from SQL Managed Instance.
      """,
    inputs: [ActionInput("connection", .connection(kind: "managed_instance"), "The instance.")],
    outputs: [
      ActionOutput("public_blob", .string, "The public part, DER, as 0x and hex."),
      ActionOutput("thumbprint", .string, "Its SHA-1, as 0x and hex."),
    ],
    permissions: ["Microsoft.Sql/managedInstances/endpointCertificates/read"],
    example: """
      - id: endpoint_certificate
        uses: managed_instance.read_endpoint_certificate
        with:
          connection: ${{ inputs.target }}
      """
  )

  /// `Endpoint Certificates - Get`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      InstanceRequest.get(
        "/endpointCertificates/DATABASE_MIRRORING",
        on: arguments.string("connection"),
        "read the endpoint's certificate"
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let blob = answers.first?.properties["publicBlob"]?.string.flatMap({ PublicBlob($0) })
    else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "Azure gave no public part of the endpoint's certificate."
      )
    }
    return Observation(
      .mine,
      outputs: [
        "public_blob": .string(blob.text),
        "thumbprint": .string(blob.thumbprint),
      ],
      summary: "The instance's certificate has thumbprint \(blob.thumbprint)"
    )
  }
}
