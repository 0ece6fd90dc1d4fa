import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The instance's half of a link, whose creation lasts as long as the seeding.
enum CreateLink {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    foresees: { arguments, _ in ["name": arguments["name"]] },
    footprint: { arguments in
      let name = arguments.string("name").lowercased()
      let database = arguments.string("database").lowercased()
      return Footprint(
        reads: ["managed_instance/link/\(name)"],
        writes: [
          "managed_instance/link/\(name)", "managed_instance/database/\(database)",
          "sqlserver/link/\(name)",
        ]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.create_link",
    summary: "Creates a link: the instance joins a distributed group and is seeded.",
    discussion: """
      The operation runs until seeding has ended, hours or days; Azure cancels it after six days. \
      Within five minutes data must flow, or it ends with error 41962, so the distributed group \
      must be there and trust established. A link in a failed state is never deleted by this \
      action: deleting one before its databases are equal loses data on the instance. A rollback \
      deletes the link, as long as the server is still its primary and so has all of the data; the \
      instance keeps what was copied, as a database of its own. Source: \
      "Configure link with scripts - Azure SQL Managed Instance", Create a link.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("name", .string, "The link's name, which is the distributed group's."),
      ActionInput("database", .string, "The database."),
      ActionInput("availability_group", .string, "The group on the server."),
      ActionInput("instance_availability_group", .string, "The group's name on the instance."),
      ActionInput("partner_endpoint", .string, "TCP://address:port of the server's endpoint."),
      ActionInput(
        "failover_mode",
        .string,
        "None for one way, Manual for both ways, which equal database formats allow.",
        default: "None"
      ),
    ],
    outputs: [
      ActionOutput("name", .string, "The link's name."),
      ActionOutput("state", .string, "Azure's word for how far it is."),
      ActionOutput("health", .string, "NOT_HEALTHY, PARTIALLY_HEALTHY, HEALTHY, or empty."),
      ActionOutput("role", .string, "The instance's: Secondary, until it fails over."),
    ],
    permissions: [
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, write; delete to roll back"
    ],
    typicalDuration: "as long as the seeding: 100 GB take about an hour at 84 GB/h",
    example: """
      - id: link
        uses: managed_instance.create_link
        with:
          connection: ${{ inputs.target }}
          name: DAG_${{ db }}
          database: ${{ db }}
          availability_group: AG_${{ db }}
          instance_availability_group: AG_${{ db }}_MI
          partner_endpoint: ${{ steps.group.outputs.endpoint_url }}
        timeout: 6d
      """
  )

  /// `Distributed Availability Groups - Get`.
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [LinkResource.read(arguments.string("name"), on: arguments.string("connection"))]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("name")
    guard let answer = answers.first, !answer.isNotFound else {
      return Observation(.absent, summary: "The instance has no link '\(name)'")
    }
    let link = LinkResource(answer)
    // Roles change when the link fails over; it stays the same link.
    var differences = link.differences(
      from: properties(arguments),
      ignoring: ["instanceLinkRole", "databases"]
    )
    let database = arguments.string("database")
    if !link.databases.isEmpty, link.databases.map({ $0.lowercased() }) != [database.lowercased()] {
      let held = link.databases.map { "'\($0)'" }.joined(separator: ", ")
      differences.append("it replicates \(held), not '\(database)'")
    }
    let delete = ResourceID(link.id).command("sql mi link delete", name: name)
    guard differences.isEmpty else {
      return Observation(
        .different,
        summary: "Link '\(name)' differs: \(differences.joined(separator: "; "))",
        remedy: """
          Give the link another name. If nobody needs the old one, and its copy of the data may end:
            \(delete)
          """
      )
    }
    let state = link.replicaState ?? ""
    let outputs: [String: Value] = [
      "name": .string(name), "state": .string(state), "health": .string(link.health ?? ""),
      "role": .string(link.role ?? "Secondary"),
    ]
    switch link.phase {
    case .established:
      return Observation(.mine, outputs: outputs, summary: "Link '\(name)' is established")
    case .creating:
      return Observation(
        .inProgress(nil),
        outputs: outputs,
        summary: "Link '\(name)' is being created: \(state)"
      )
    case .failed:
      return Observation(
        .goneBad,
        outputs: outputs,
        summary: "Link '\(name)' is in state \(state)"
          + (link.error.map { ": \($0)" } ?? ""),
        remedy: """
          Mend the cause. Then delete the failed link, with what was seeded, and go on:
            \(delete)
            linkflow resume \(arguments.run)
          """
      )
    }
  }

  /// `Distributed Availability Groups - Create Or Update`, a long operation; every optional value
  /// is sent, so that no default of a later version changes the link.
  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let mode = arguments.string("failover_mode")
    guard ["None", "Manual"].contains(mode) else {
      throw StepFailure(
        .permanent,
        .invalidInput,
        detail: "There is no failover mode '\(mode)'.",
        remedy: "Write None or Manual."
      )
    }
    return [
      InstanceRequest.put(
        LinkResource.path(arguments.string("name")),
        on: arguments.string("connection"),
        "create the link",
        properties: properties(arguments)
      )
    ]
  }

  /// `Distributed Availability Groups - Delete`, a long operation.
  @Sendable static func inverse(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    let name = arguments.string("name")
    if observation?.outputs["role"]?.string == "Primary" {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "The instance has become the primary of '\(name)': the server no longer has all "
          + "of the data, and deleting the link would leave it behind.",
        remedy: "Fail over to the server first, or drop the link by a workflow of its own."
      )
    }
    return [
      InstanceRequest.delete(
        LinkResource.path(name),
        on: arguments.string("connection"),
        "delete the link"
      )
    ]
  }

  private static func properties(_ arguments: Arguments) -> [String: Value] {
    [
      "instanceAvailabilityGroupName": arguments["instance_availability_group"],
      "partnerAvailabilityGroupName": arguments["availability_group"],
      "partnerEndpoint": arguments["partner_endpoint"],
      "databases": [["databaseName": arguments["database"]]],
      "instanceLinkRole": "Secondary",
      "failoverMode": arguments["failover_mode"],
      "seedingMode": "Automatic",
    ]
  }
}
