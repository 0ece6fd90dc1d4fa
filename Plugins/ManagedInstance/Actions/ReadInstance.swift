import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// What a link needs to know of the instance, and whether the two can be linked at all.
enum ReadInstance {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.read_instance",
    summary: "Reads an instance's names and proves that it fits a server.",
    discussion: """
      Given the server's version and collation it fails when the two cannot be linked: a collation \
      that differs may break the connection through the case of names, and SQL Server 2025 needs \
      the update policy SQLServer2025 or AlwaysUpToDate. Sources: "Configure link with scripts - \
      Azure SQL Managed Instance", Prerequisites; "Managed Instance link overview".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("source_version", .optional(.string), "The server's product version."),
      ActionInput("source_collation", .optional(.string), "The server's collation."),
      ActionInput(
        "failover_mode",
        .optional(.string),
        "The mode of the links to come, to be checked before anything is changed."
      ),
    ],
    outputs: InstanceResource.declaredOutputs,
    permissions: ["Microsoft.Sql/managedInstances/read"],
    example: """
      - id: instance
        uses: managed_instance.read_instance
        with:
          connection: ${{ inputs.target }}
          source_version: ${{ steps.server.outputs.product_version }}
          source_collation: ${{ steps.server.outputs.collation }}
      """
  )

  /// `Managed Instances - Get`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [InstanceRequest.get("", on: arguments.string("connection"), "read the instance")]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let instance = InstanceResource(answers.first) else {
      throw InstanceResource.untold
    }
    let obstacles = instance.findings(for: InstanceResource.Partner(arguments))
    guard obstacles.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: obstacles.map(\.detail).joined(separator: " "),
        remedy: obstacles.compactMap(\.remedy).joined(separator: "\n")
      )
    }
    return Observation(
      .mine,
      outputs: instance.outputs,
      summary: "\(instance.fqdn), \(instance.state.isEmpty ? "state unknown" : instance.state)"
        + (instance.format.isEmpty ? "" : ", \(instance.format)")
    )
  }
}
