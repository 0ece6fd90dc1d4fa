import WorkflowModel
import WorkflowPlugin

/// An availability group of a name, as `sys.availability_groups` and `sys.availability_replicas`
/// tell it.
struct AvailabilityGroupRows {
  struct Replica: Hashable {
    /// A server; in a distributed group, an availability group.
    var name: String
    var endpointURL: String
    /// Availability, failover and seeding mode, as the views write them.
    var modes: [String]

    /// How a link differs from this, in words; nil when it does not.
    func difference(from wanted: Replica) -> String? {
      if !endpointURL.isSameName(as: wanted.endpointURL) {
        return "'\(name)' is at \(endpointURL), not at \(wanted.endpointURL)"
      }
      if modes != wanted.modes {
        return "'\(name)' is \(modes.joined(separator: ", ")), not "
          + wanted.modes.joined(separator: ", ")
      }
      return nil
    }
  }

  var isDistributed: Bool
  var replicas: [Replica]

  /// Nil when there is no group of that name.
  init?(_ answer: Answer?) {
    guard let rows = answer?.catalogRows, let first = rows.first else { return nil }
    isDistributed = first.isTrue("is_distributed")
    replicas = rows.compactMap { row in
      row.text("replica_server_name").map { name in
        Replica(
          name: name,
          endpointURL: row.text("endpoint_url") ?? "",
          modes: ["availability_mode_desc", "failover_mode_desc", "seeding_mode_desc"]
            .map { row.text($0) ?? "unknown" }
        )
      }
    }
  }

  /// Every way in which the replicas are not those that are wanted.
  func differences(from wanted: [Replica]) -> [String] {
    let missing = wanted.filter { want in !replicas.contains { $0.name.isSameName(as: want.name) } }
    var found = missing.map { "'\($0.name)' is not a replica of it" }
    for replica in replicas {
      if let want = wanted.first(where: { $0.name.isSameName(as: replica.name) }) {
        if let difference = replica.difference(from: want) { found.append(difference) }
      } else {
        found.append("'\(replica.name)' is a replica of it")
      }
    }
    return found
  }

  /// `sys.availability_groups (Transact-SQL)`, `sys.availability_replicas (Transact-SQL)`.
  static func read(_ name: Value, on connection: String) -> Call {
    Call(
      .read,
      on: connection,
      "look for the availability group",
      sql: SQLCall(
        """
        SELECT ag.name, ag.is_distributed, r.replica_server_name, r.endpoint_url,
          r.availability_mode_desc, r.failover_mode_desc, r.seeding_mode_desc
        FROM sys.availability_groups AS ag
        LEFT JOIN sys.availability_replicas AS r ON r.group_id = ag.group_id
        WHERE ag.name = @name
        """,
        parameters: [SQLCall.Parameter("name", name)]
      )
    )
  }

  /// `DROP AVAILABILITY GROUP (Transact-SQL)`, alone in its batch.
  static func drop(_ name: String, on connection: String) -> Call {
    Call(
      .write,
      on: connection,
      "drop the availability group",
      sql: SQLCall(
        "DROP AVAILABILITY GROUP \(TSQL.identifier(name))",
        timeout: .seconds(300)
      )
    )
  }
}
