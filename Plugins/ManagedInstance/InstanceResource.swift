import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A `managedInstances` resource, and what in it stands in the way of a link.
///
/// Sources: "Managed Instance link overview"; "Configure link with scripts - Azure SQL Managed
/// Instance", Prerequisites.
struct InstanceResource {
  /// What is known of the other side.
  struct Partner {
    var version: String?
    var collation: String?
    /// The failover mode of the links to come.
    var failoverMode: String?

    init(_ arguments: Arguments) {
      version = arguments.optionalString("source_version")
      collation = arguments.optionalString("source_collation")
      failoverMode = arguments.optionalString("failover_mode")
    }

    var major: String? { version.map { String($0.prefix { $0 != "." }) } }
  }

  var name: String
  var fqdn: String
  private var id: String?
  private var properties: [String: Value]
  private var sku: [String: Value]

  /// Nil when Azure did not tell the instance's names.
  init?(_ answer: Answer?) {
    guard let answer, let fqdn = answer.properties["fullyQualifiedDomainName"]?.string,
      let name = answer.body.object?["name"]?.string
    else { return nil }
    self.name = name
    self.fqdn = fqdn
    id = answer.body.object?["id"]?.string
    properties = answer.properties
    sku = answer.body.object?["sku"]?.object ?? [:]
  }

  static let untold = StepFailure(
    .permanent,
    .unexpectedAnswer,
    detail: "Azure did not tell the instance's name and domain name."
  )

  var collation: String { properties["collation"]?.string ?? "" }
  var state: String { properties["state"]?.string ?? "" }
  var provisioningState: String { properties["provisioningState"]?.string ?? "" }
  /// The update policy; empty when not told.
  var format: String { properties["databaseFormat"]?.string ?? "" }
  var tier: String { sku["tier"]?.string ?? "" }
  var storageGigabytes: Int { properties["storageSizeInGB"]?.int.map(Int.init) ?? 0 }
  /// The most databases and links it takes: 500 in the next generation of General Purpose.
  var databaseLimit: Int { properties["isGeneralPurposeV2"]?.bool ?? false ? 500 : 100 }

  static let declaredOutputs = [
    ActionOutput("name", .string, "The short name."),
    ActionOutput("fqdn", .string, "The fully qualified domain name."),
    ActionOutput("collation", .string, "The instance's collation."),
    ActionOutput("state", .string, "For instance Ready."),
    ActionOutput(
      "database_format",
      .string,
      "The update policy: SQLServer2022, SQLServer2025 or AlwaysUpToDate; empty when not told."
    ),
  ]

  var outputs: [String: Value] {
    [
      "name": .string(name), "fqdn": .string(fqdn), "collation": .string(collation),
      "state": .string(state), "database_format": .string(format),
    ]
  }

  /// What keeps it from being linked with that partner.
  func findings(for partner: Partner) -> [Finding] {
    stateFindings + collationFindings(partner) + policyFindings(partner) + modeFindings(partner)
  }

  private func finding(_ id: String, _ detail: String, remedy: String) -> Finding {
    Finding(id, .blocks, name, detail, remedy: remedy)
  }

  private var stateFindings: [Finding] {
    guard ["Stopped", "Stopping"].contains(state) else { return [] }
    let id = ResourceID(id)
    return [
      finding(
        "MI-STATE",
        "The instance is \(state).",
        remedy: "Start it:\n  az sql mi start --subscription \(id.subscription) "
          + "-g \(id.resourceGroup) --mi \(id.instance)"
      )
    ]
  }

  private func collationFindings(_ partner: Partner) -> [Finding] {
    guard let source = partner.collation, source != collation else { return [] }
    return [
      finding(
        "SS-COLL",
        "The server's collation is \(source), the instance's \(collation).",
        remedy: "Choose an instance with the server's collation; an instance's cannot be changed."
      )
    ]
  }

  private func policyFindings(_ partner: Partner) -> [Finding] {
    guard partner.major == "17", format == "SQLServer2022" else { return [] }
    return [
      finding(
        "MI-POLICY",
        "The update policy SQLServer2022 takes no databases of SQL Server 2025.",
        remedy: "Change the instance's update policy to SQLServer2025 or AlwaysUpToDate."
      )
    ]
  }

  /// Two ways need equal database formats: SQL Server 2022 with SQLServer2022, 2025 with
  /// SQLServer2025 ("Managed Instance link overview"; error 41988).
  private func modeFindings(_ partner: Partner) -> [Finding] {
    guard let mode = partner.failoverMode else { return [] }
    guard ["None", "Manual"].contains(mode) else {
      return [
        finding(
          "MI-POLICY",
          "There is no failover mode '\(mode)'.",
          remedy: "Begin a new run with None or Manual."
        )
      ]
    }
    let formats = ["16": "SQLServer2022", "17": "SQLServer2025"]
    guard mode == "Manual", !format.isEmpty, let major = partner.major, formats[major] != format
    else { return [] }
    return [
      finding(
        "MI-POLICY",
        "Failover mode Manual needs equal database formats; the server is version \(major), the "
          + "instance's update policy \(format).",
        remedy: "Begin a new run with failover mode None, or choose an instance with the matching "
          + "policy."
      )
    ]
  }
}
