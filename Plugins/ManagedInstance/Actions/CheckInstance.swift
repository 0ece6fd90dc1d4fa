import WorkflowModel
import WorkflowPlugin

/// Everything about an instance that a link depends on, as Azure Resource Manager tells it.
enum CheckInstance {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.check_instance",
    summary: "Finds all that keeps an instance from being linked, and never fails on it.",
    discussion: """
      Looks at state, collation, update policy, failover mode, operations under way, room for \
      databases and links, names that are taken, and the key that encrypts. What stands in the way \
      becomes a finding; core.assert stops a run on those that count. What the role may not read \
      becomes a finding too. A failover group of the instance, which excludes links, it does not \
      look for. Sources: "Configure link with scripts - Azure SQL Managed Instance", Prerequisites; \
      "Managed Instance link overview"; "Prepare your environment for a link - Azure SQL Managed \
      Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("source_version", .optional(.string), "The server's product version."),
      ActionInput("source_collation", .optional(.string), "The server's collation."),
      ActionInput("failover_mode", .optional(.string), "The mode of the links to come."),
      ActionInput(
        "databases",
        .list(.string),
        "The databases to be linked, whose names must be free.",
        default: []
      ),
    ],
    outputs: InstanceResource.declaredOutputs + [
      ActionOutput("tier", .string, "For instance GeneralPurpose."),
      ActionOutput("storage_gb", .int, "How much it can hold; 0 when not told."),
      ActionOutput("busy", .bool, "An operation on it is under way."),
    ] + [Finding].declaredOutputs,
    permissions: [
      "Microsoft.Sql/managedInstances/read", "Microsoft.Sql/managedInstances/operations/read",
      "Microsoft.Sql/managedInstances/databases/read",
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read",
      "Microsoft.Sql/managedInstances/encryptionProtector/read",
    ],
    example: """
      - id: instance
        uses: managed_instance.check_instance
        with:
          connection: ${{ inputs.target }}
          source_version: ${{ steps.server.outputs.product_version }}
          source_collation: ${{ steps.server.outputs.collation }}
          databases: ${{ inputs.databases }}
      """
  )

  /// `Managed Instances - Get`, `Managed Instance Operations - List By Managed Instance`,
  /// `Managed Databases - List By Instance`, `Distributed Availability Groups - List By Instance`,
  /// `Managed Instance Encryption Protectors - Get`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [InstanceRequest.get("", on: connection, "read the instance")]
      + InstanceSurvey.lists(failoverMode: arguments.optionalString("failover_mode")).map { list in
        InstanceRequest.get(list.path, on: connection, list.purpose, accepts: [403, 404])
      }
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let instance = InstanceResource(answers.first) else { throw InstanceResource.untold }
    let partner = InstanceResource.Partner(arguments)
    let survey = InstanceSurvey(
      instance: instance,
      answers: Array(answers.dropFirst()),
      databases: arguments.strings("databases"),
      failoverMode: partner.failoverMode
    )
    let findings = instance.findings(for: partner) + survey.findings
    return Observation(
      .mine,
      outputs: instance.outputs.merging(findings.outputs) { $1 }.merging([
        "tier": .string(instance.tier),
        "storage_gb": .int(Int64(instance.storageGigabytes)),
        "busy": .bool(!survey.operationsUnderWay.isEmpty),
      ]) { $1 },
      summary: "\(instance.fqdn): \(findings.tally)"
    )
  }
}
