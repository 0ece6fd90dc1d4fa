import WorkflowModel
import WorkflowPlugin

/// What is on an instance and under way there, as far as the role may read it.
struct InstanceSurvey {
  struct List {
    var path: String
    var purpose: String
    /// What stays unknown without it.
    var subject: String
  }

  /// In this order the answers are given; the key matters only where a database is to come back.
  static func lists(failoverMode: String?) -> [List] {
    let lists = [
      List(path: "/operations", purpose: "read its operations", subject: "operations under way"),
      List(path: "/databases", purpose: "read its databases", subject: "names that are taken"),
      List(path: LinkResource.collection, purpose: "read its links", subject: "links"),
    ]
    let protector = List(
      path: "/encryptionProtector/current",
      purpose: "read its encryption protector",
      subject: "the key that encrypts"
    )
    return failoverMode == "Manual" ? lists + [protector] : lists
  }

  var instance: InstanceResource
  /// One for each of `lists(failoverMode:)`.
  var answers: [Answer]
  /// The databases to be linked.
  var databases: [String]
  var failoverMode: String?

  private func items(_ index: Int) -> [[String: Value]] {
    guard answers.indices.contains(index) else { return [] }
    return (answers[index].body.object?["value"]?.list ?? []).compactMap(\.object)
  }

  private func isThere(_ index: Int) -> Bool {
    answers.indices.contains(index) && answers[index].status == 200
  }

  var operationsUnderWay: [String] {
    items(0).compactMap { item in
      let operation = item["properties"]?.object ?? [:]
      guard operation["state"]?.string == "InProgress" else { return nil }
      return operation["operationFriendlyName"]?.string ?? operation["operation"]?.string
        ?? "an operation"
    }
  }

  private var present: [String] { items(1).compactMap { $0["name"]?.string } }

  private var links: [LinkResource] {
    items(2).map { LinkResource(.object($0)) }
  }

  var findings: [Finding] {
    stateFindings + nameFindings + roomFindings + protectorFindings + unreadFindings
  }

  private func finding(
    _ id: String,
    _ severity: Finding.Severity,
    _ detail: String,
    remedy: String
  ) -> Finding {
    Finding(id, severity, instance.name, detail, remedy: remedy)
  }

  /// The words of `state` are not documented in full; only the two that `InstanceResource` knows
  /// block.
  private var stateFindings: [Finding] {
    var found: [Finding] = []
    let state = instance.state
    if !["", "Ready", "Stopped", "Stopping"].contains(state)
      || !["", "Succeeded"].contains(instance.provisioningState)
    {
      found.append(
        finding(
          "MI-STATE",
          .warns,
          "The instance is in state '\(state)', its provisioning in "
            + "'\(instance.provisioningState)'.",
          remedy: "Wait until it is Ready and Succeeded."
        )
      )
    }
    if !operationsUnderWay.isEmpty {
      found.append(
        finding(
          "MI-BUSY",
          .warns,
          "Under way on the instance: \(operationsUnderWay.joined(separator: ", ")).",
          remedy: "Azure refuses a link until that is over, and most other operations while a link "
            + "is seeded."
        )
      )
    }
    return found
  }

  private var nameFindings: [Finding] {
    let linked = Set(links.flatMap(\.databases).map { $0.lowercased() })
    let taken = Set(present.map { $0.lowercased() })
    return databases.filter { taken.contains($0.lowercased()) && !linked.contains($0.lowercased()) }
      .map { name in
        finding(
          "MI-NAME",
          .blocks,
          "The instance has a database '\(name)' that belongs to no link.",
          remedy: "Rename or drop it there."
        )
      }
  }

  /// "Overview of Azure SQL Managed Instance resource limits"; "Managed Instance link overview".
  private var roomFindings: [Finding] {
    let taken = Set(present.map { $0.lowercased() })
    let count = present.count + databases.count { !taken.contains($0.lowercased()) }
    guard isThere(1), count > instance.databaseLimit else { return [] }
    return [
      finding(
        "MI-COUNT",
        .blocks,
        "With the new ones the instance would have \(count) databases; it takes "
          + "\(instance.databaseLimit).",
        remedy: "Choose another instance, or link fewer databases."
      )
    ]
  }

  private var protectorFindings: [Finding] {
    guard answers.indices.contains(3),
      answers[3].properties["serverKeyType"]?.string == "ServiceManaged"
    else { return [] }
    return [
      finding(
        "MI-TDE",
        .warns,
        "The instance encrypts with a key of Azure's own, and no SQL Server can open a database "
          + "so encrypted.",
        remedy: "To come back with an encrypted database, use a key of yours in Key Vault."
      )
    ]
  }

  private var unreadFindings: [Finding] {
    let lists = Self.lists(failoverMode: failoverMode)
    var unread = zip(lists, answers).filter { $0.1.status != 200 }.map(\.0.subject)
    if answers.contains(where: { $0.body.object?["nextLink"]?.string != nil }) {
      unread.append("what is beyond the first page of a list")
    }
    guard !unread.isEmpty else { return [] }
    return [
      finding(
        "MI-RBAC",
        .warns,
        "Could not be read on the instance: \(unread.joined(separator: ", ")).",
        remedy: "The role SQL Managed Instance Contributor may read all of it."
      )
    ]
  }
}
