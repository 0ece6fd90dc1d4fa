import WorkflowModel
import WorkflowPlugin

/// A `distributedAvailabilityGroups` resource, any field of which Azure may leave out.
struct LinkResource {
  /// How far it is, read from `replicaState`, which no page lists in full.
  enum Phase: Hashable {
    case creating
    case established
    /// The operation that the state names has failed.
    case failed
  }

  var id: String?
  var properties: [String: Value]
  private var database: [String: Value]

  init(_ answer: Answer) {
    id = answer.body.object?["id"]?.string
    properties = answer.properties
    database = properties["databases"]?.list?.first?.object ?? [:]
  }

  var databases: [String] {
    (properties["databases"]?.list ?? []).compactMap { $0.object?["databaseName"]?.string }
  }

  var replicaState: String? { database["replicaState"]?.string }
  var health: String? { database["synchronizationHealth"]?.string }
  var isConnected: Bool { database["connectedState"]?.string == "CONNECTED" }

  /// The most recent error, where the service tells one.
  var error: String? {
    for text in [
      properties["mostRecentErrorMessage"]?.string, properties["mostRecentError"]?.string,
      database["mostRecentLinkError"]?.string,
    ] {
      if let text, !text.isEmpty { return text }
    }
    return nil
  }

  /// States ending in `Error` name what failed; an unknown one, or none, counts as established only
  /// when the databases are healthy, so that nothing goes on too early: a link that is being deleted
  /// tells no state either.
  var phase: Phase {
    switch replicaState {
    case "LinkSynchronizing", "Catchup": .established
    case .some(let state) where state.hasSuffix("Error"): .failed
    default: health == "HEALTHY" && isConnected ? .established : .creating
    }
  }

  /// What differs from the wanted properties, in words; a field that Azure leaves out does not.
  func differences(from wanted: [String: Value], ignoring ignored: Set<String>) -> [String] {
    var found: [String] = []
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) where !ignored.contains(name) {
      guard let have = properties[name]?.string, let want = value.string,
        have.lowercased() != want.lowercased()
      else { continue }
      found.append("\(name) is '\(have)', not '\(want)'")
    }
    return found
  }

  static func path(_ name: String) -> String {
    "/distributedAvailabilityGroups/\(InstanceRequest.segment(name))"
  }
}
