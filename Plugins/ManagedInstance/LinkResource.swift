import WorkflowDiagnostics
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

  init(_ answer: Answer) { self.init(answer.body) }

  init(_ body: Value) {
    id = body.object?["id"]?.string
    properties = body.object?["properties"]?.object ?? [:]
    database = properties["databases"]?.list?.first?.object ?? [:]
  }

  var databases: [String] {
    (properties["databases"]?.list ?? []).compactMap { $0.object?["databaseName"]?.string }
  }

  var replicaState: String? { database["replicaState"]?.string }
  var health: String? { database["synchronizationHealth"]?.string }
  var isConnected: Bool { database["connectedState"]?.string == "CONNECTED" }

  /// `Primary` or `Secondary`, of the instance and of its partner as the instance knows it.
  var role: String? { properties["instanceLinkRole"]?.string }
  var partnerRole: String? { properties["partnerLinkRole"]?.string }
  /// `Async` or `Sync`; a link begins as asynchronous.
  var replicationMode: String { properties["replicationMode"]?.string ?? "Async" }
  /// `None` for one way, which is also what Azure takes where nothing was said.
  var failoverMode: String { properties["failoverMode"]?.string ?? "None" }
  var hardened: String? { database["lastHardenedLsn"]?.string }
  var hardenedAt: String? { database["lastHardenedTime"]?.string }

  var isFailingOver: Bool { replicaState == "LinkFailoverInProgress" }

  /// Azure tells no word for it: a link that is on its way out has no state, or one that says so.
  var isLeaving: Bool {
    guard let state = replicaState?.lowercased() else { return !isConnected }
    return !state.hasSuffix("error") && (state.contains("delet") || state.contains("drop"))
  }

  /// The server's certificate and the day on which it ends, where Azure tells them.
  var partnerCertificate: (name: String, expiry: String)? {
    guard let validity = database["partnerAuthCertValidity"]?.object,
      let name = validity["certificateName"]?.string
    else { return nil }
    return (name, validity["expiryDate"]?.string ?? "")
  }

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

  static let collection = "/distributedAvailabilityGroups"

  static func path(_ name: String) -> String {
    "\(collection)/\(URLText.segment(name))"
  }

  /// `Distributed Availability Groups - Get`; a link that is not there is an answer.
  static func read(_ name: String, on connection: String) -> Call {
    InstanceRequest.get(path(name), on: connection, "look for the link", accepts: [404])
  }

  /// The link where it must be there.
  static func found(
    _ name: String,
    on connection: String,
    in answer: Answer?
  ) throws(StepFailure) -> LinkResource {
    guard let answer, !answer.isNotFound else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: "There is no link '\(name)' on '\(connection)'.",
        remedy: "Correct the link's name, or create the link first."
      )
    }
    return LinkResource(answer)
  }
}
