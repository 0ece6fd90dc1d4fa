import WorkflowModel
import WorkflowPlugin

/// What the views tell of a link's two replicas and its database at one end.
struct LinkRows {
  var role: String
  var isInstance = false
  var mode = "SYNCHRONOUS_COMMIT"
  var state = "SYNCHRONIZED"
  var lsn: Value = "71000009408100001"
  var operationalState = "ONLINE"
  var isConnected = true
  var lag: Value = 0

  private var isPrimary: Bool { role == "PRIMARY" }

  /// The answer to the question for roles.
  var roles: Answer {
    let names: [Value] = ["AG_Sales", "AG_Sales_MI"]
    let own: [String: Value] = [
      "is_local": 1, "role_desc": .string(role),
      "operational_state_desc": .string(operationalState),
      "connected_state_desc": "CONNECTED",
    ]
    let other: [String: Value] =
      isPrimary
      ? [
        "is_local": 0, "role_desc": "SECONDARY", "operational_state_desc": .null,
        "connected_state_desc": .string(isConnected ? "CONNECTED" : "DISCONNECTED"),
      ]
      : [
        "is_local": .null, "role_desc": .null, "operational_state_desc": .null,
        "connected_state_desc": .null,
      ]
    let both: [String: Value] = [
      "availability_mode_desc": .string(mode), "server_time": "2026-11-21 06:30:00.1234567",
      "updateability": .string(isPrimary ? "READ_WRITE" : "READ_ONLY"),
    ]
    let replicas = isInstance ? [other, own] : [own, other]
    return .sql(resultSets: [
      zip(names, replicas).map { name, replica in
        both.merging(replica) { $1 }.merging(["replica_server_name": name]) { $1 }
      }
    ])
  }

  /// The answer to the question for the log.
  var log: Answer {
    let local: [String: Value] = [
      "name": "dag_sales", "is_local": 1, "synchronization_state_desc": .string(state),
      "synchronization_health_desc": "HEALTHY", "is_suspended": 0, "suspend_reason_desc": .null,
      "last_hardened_lsn": lsn, "last_hardened_time": "2026-11-21 06:29:58.000",
      "secondary_lag_seconds": .null, "log_send_queue_size": .null, "redo_queue_size": .null,
    ]
    guard isPrimary else { return .rows(local) }
    let remote: [String: Value] = [
      "is_local": 0, "secondary_lag_seconds": lag, "log_send_queue_size": 0, "redo_queue_size": 0,
    ]
    return .rows(local, local.merging(remote) { $1 })
  }
}
