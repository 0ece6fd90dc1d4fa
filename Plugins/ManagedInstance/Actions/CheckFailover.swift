import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Whether a link can fail over as planned and go on as a link, told before anything is changed.
enum CheckFailover {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "managed_instance.check_failover",
    summary: "Proves that a link can fail over as planned and go on afterwards.",
    discussion: """
      Fails, with every cause at once, when the link is one way (failover mode None), the server is \
      older than SQL Server 2022 CU13, or its version and the instance's update policy differ: such \
      a link ends with its one cutover, which workflows/drop-link.yaml does. That SQL Server 2025 \
      takes part from its release on is inferred, not written; the same build is asked for in both \
      directions. Sources: "Managed Instance link overview"; "Fail over link - Azure SQL Managed \
      Instance", Prerequisites.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
      ActionInput("source_version", .string, "As sqlserver.read_server gives it."),
    ],
    outputs: [
      ActionOutput("role", .string, "The instance's: Primary or Secondary."),
      ActionOutput("database_format", .string, "The instance's update policy, or empty."),
      ActionOutput("certificate_expiry", .string, "When the server's certificate ends, or empty."),
      ActionOutput("warnings", .list(.string), "What is no obstacle and should be known."),
    ],
    permissions: [
      "Microsoft.Sql/managedInstances/read",
      "Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, failover/action",
    ],
    example: """
      - id: capable
        uses: managed_instance.check_failover
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
          source_version: ${{ steps.server.outputs.product_version }}
      """
  )

  /// `Managed Instances - Get`, `Distributed Availability Groups - Get`.
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    let connection = arguments.string("connection")
    return [
      InstanceRequest.get("", on: connection, "read the instance"),
      LinkResource.read(arguments.string("link"), on: connection),
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("link")
    let link = try LinkResource.found(
      name,
      on: arguments.string("connection"),
      in: answers.dropFirst().first
    )
    let format = answers[0].properties["databaseFormat"]?.string ?? ""
    let obstacles = obstacles(name, link, format, arguments.string("source_version"))
    guard obstacles.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: obstacles.joined(separator: " "),
        remedy: "Cut over once instead, which ends the link: run drop-link.yaml with "
          + "cut_over: true. Or mend the cause, and create the link anew with failover mode Manual."
      )
    }
    return Observation(
      .mine,
      outputs: [
        "role": .string(link.role ?? ""),
        "database_format": .string(format),
        "certificate_expiry": .string(link.partnerCertificate?.expiry ?? ""),
        "warnings": .list(warnings(name, link, format).map { .string($0) }),
      ],
      summary: "'\(name)' can fail over and go on: the instance is \(link.role ?? "unknown"), "
        + "failover mode \(link.failoverMode)"
    )
  }

  /// The first build in which T-SQL fails a link over: SQL Server 2022 CU13.
  private static let minimum = [16, 0, 4125, 3]

  private static func obstacles(
    _ name: String,
    _ link: LinkResource,
    _ format: String,
    _ version: String
  ) -> [String] {
    var found: [String] = []
    if link.failoverMode != "Manual" {
      found.append("'\(name)' has failover mode \(link.failoverMode): it leads one way.")
    }
    let build = version.split(separator: ".").compactMap { Int($0) }
    if build.lexicographicallyPrecedes(minimum) {
      found.append(
        "Build \(version) cannot fail a link over: SQL Server 2022 CU13 (16.0.4125.3) is the first."
      )
    }
    let formats = [16: "SQLServer2022", 17: "SQLServer2025"]
    if let major = build.first, !format.isEmpty, let wanted = formats[major], wanted != format {
      found.append("The instance's update policy is \(format), and \(version) needs \(wanted).")
    }
    return found
  }

  private static func warnings(
    _ name: String,
    _ link: LinkResource,
    _ format: String
  ) -> [String] {
    var found: [String] = []
    if format.isEmpty {
      found.append("Azure does not tell the instance's update policy; it must match the server's.")
    }
    if link.partnerCertificate == nil {
      found.append("Azure does not tell how long the certificate behind '\(name)' is valid.")
    }
    if let error = link.error { found.append("The last error of '\(name)': \(error)") }
    return found
  }
}
