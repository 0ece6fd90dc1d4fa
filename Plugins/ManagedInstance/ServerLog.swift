import WorkflowModel
import WorkflowPlugin

/// Whether the instance has all of a link's log, as the server knows it that is the primary.
///
/// The primary's view of the secondary may be old, and so lag behind what is so; it never runs
/// ahead of it. Equal here is therefore equal.
struct ServerLog {
  /// For instance `SYNCHRONIZED`; `NONE` where the server has no such link.
  var state: String
  var own: String?
  var instance: String?

  init(_ answer: Answer?) {
    let rows = answer?.rows ?? []
    let local = rows.first { Self.isLocal($0) }
    let remote = rows.first { !Self.isLocal($0) }
    state = remote?["synchronization_state_desc"]?.string ?? "NONE"
    own = local?["last_hardened_lsn"]?.string
    instance = remote?["last_hardened_lsn"]?.string
  }

  var isEqual: Bool { state == "SYNCHRONIZED" && own != nil && own == instance }

  /// `sys.dm_hadr_database_replica_states (Transact-SQL)`; positions travel as text.
  static func read(_ link: Value, database: Value, on connection: String) -> Call {
    Call(
      .read,
      on: connection,
      "compare the logs of both ends",
      sql: SQLCall(
        """
        SELECT CAST(drs.is_local AS int) AS is_local, drs.synchronization_state_desc,
          CAST(drs.last_hardened_lsn AS nvarchar(30)) AS last_hardened_lsn
        FROM sys.dm_hadr_database_replica_states AS drs
        JOIN sys.availability_groups AS ag ON ag.group_id = drs.group_id
        WHERE ag.is_distributed = 1 AND ag.name = @link AND drs.database_id = DB_ID(@database)
        """,
        parameters: [SQLCall.Parameter("link", link), SQLCall.Parameter("database", database)]
      )
    )
  }

  private static func isLocal(_ row: [String: Value]) -> Bool { row["is_local"]?.int == 1 }
}
