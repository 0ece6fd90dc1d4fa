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
    outputs: [
      ActionOutput("name", .string, "The short name."),
      ActionOutput("fqdn", .string, "The fully qualified domain name."),
      ActionOutput("collation", .string, "The instance's collation."),
      ActionOutput("state", .string, "For instance Ready."),
      ActionOutput(
        "database_format",
        .string,
        "The update policy: SQLServer2022, SQLServer2025 or AlwaysUpToDate; empty when not told."
      ),
    ],
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
    guard let answer = answers.first,
      let fqdn = answer.properties["fullyQualifiedDomainName"]?.string,
      let name = answer.body.object?["name"]?.string
    else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "Azure did not tell the instance's name and domain name."
      )
    }
    let collation = answer.properties["collation"]?.string ?? ""
    let state = answer.properties["state"]?.string ?? ""
    let format = answer.properties["databaseFormat"]?.string ?? ""
    var obstacles: [(detail: String, remedy: String)] = []
    if ["Stopped", "Stopping"].contains(state) {
      let id = ResourceID(answer.body.object?["id"]?.string)
      obstacles.append(
        (
          "The instance is \(state).",
          "Start it:\n  az sql mi start --subscription \(id.subscription) "
            + "-g \(id.resourceGroup) --mi \(id.instance)"
        )
      )
    }
    if let source = arguments.optionalString("source_collation"), source != collation {
      obstacles.append(
        (
          "The server's collation is \(source), the instance's \(collation).",
          "Choose an instance with the server's collation; an instance's cannot be changed."
        )
      )
    }
    if arguments.optionalString("source_version")?.hasPrefix("17.") ?? false,
      format == "SQLServer2022"
    {
      obstacles.append(
        (
          "The update policy SQLServer2022 takes no databases of SQL Server 2025.",
          "Change the instance's update policy to SQLServer2025 or AlwaysUpToDate."
        )
      )
    }
    obstacles += modeObstacles(arguments, format)
    guard obstacles.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: obstacles.map(\.detail).joined(separator: " "),
        remedy: obstacles.map(\.remedy).joined(separator: "\n")
      )
    }
    return Observation(
      .mine,
      outputs: [
        "name": .string(name),
        "fqdn": .string(fqdn),
        "collation": .string(collation),
        "state": .string(state),
        "database_format": .string(format),
      ],
      summary: "\(fqdn), \(state.isEmpty ? "state unknown" : state)"
        + (format.isEmpty ? "" : ", \(format)")
    )
  }

  /// Two ways need equal database formats: SQL Server 2022 with SQLServer2022, 2025 with
  /// SQLServer2025 ("Managed Instance link overview"; error 41988).
  private static func modeObstacles(
    _ arguments: Arguments,
    _ format: String
  ) -> [(detail: String, remedy: String)] {
    guard let mode = arguments.optionalString("failover_mode") else { return [] }
    guard ["None", "Manual"].contains(mode) else {
      return [("There is no failover mode '\(mode)'.", "Begin a new run with None or Manual.")]
    }
    let formats = ["16": "SQLServer2022", "17": "SQLServer2025"]
    guard mode == "Manual", !format.isEmpty,
      let version = arguments.optionalString("source_version")
    else { return [] }
    let major = String(version.prefix { $0 != "." })
    if formats[major] == format { return [] }
    return [
      (
        "Failover mode Manual needs equal database formats; the server is version \(major), the "
          + "instance's update policy \(format).",
        "Begin a new run with failover mode None, or choose an instance with the matching policy."
      )
    ]
  }
}
