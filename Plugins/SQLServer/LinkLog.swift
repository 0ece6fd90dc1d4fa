import WorkflowModel
import WorkflowPlugin

/// How far the log of a link's database has come at one end.
struct LinkLog {
  /// Of the other end where this one is the primary and so knows it; else this end's own.
  var state: String
  var health: String?
  /// The hardened position of this end; nil on a primary that commits asynchronously.
  var hardened: String?
  /// When that was, by this server's clock.
  var hardenedAt: String?
  var lagSeconds: Int?
  /// KB that wait to be sent, and to be redone.
  var sendQueue: Int?
  var redoQueue: Int?
  /// Why data movement is suspended; nil when it is not.
  var suspension: String?

  init(_ answer: Answer?, link: String) {
    let rows = answer?.catalogRows ?? []
    // A linked database shows under its own group too, and under each of its links.
    let distributed = rows.filter { $0.text("name")?.isSameName(as: link) ?? false }
    let counted = distributed.isEmpty ? rows.filter { $0.text("name") == nil } : distributed
    let own = counted.first { $0.isTrue("is_local") }
    let other = counted.first { !$0.isTrue("is_local") }
    let told = other ?? own
    state = told?.text("synchronization_state_desc") ?? "NONE"
    health = told?.text("synchronization_health_desc")
    hardened = own?.text("last_hardened_lsn")
    hardenedAt = own?.text("last_hardened_time")
    lagSeconds = told?.integer("secondary_lag_seconds")
    sendQueue = told?.integer("log_send_queue_size")
    redoQueue = told?.integer("redo_queue_size")
    suspension =
      [own, other].compactMap(\.self).first { $0.isTrue("is_suspended") }
      .map { $0.text("suspend_reason_desc") ?? "unknown" }
  }

  /// Positions travel as text: `numeric(25,0)` fits no machine integer.
  static func read(_ link: Value, database: Value, on connection: String) -> Call {
    Call(
      .read,
      on: connection,
      "read how far the log has come",
      sql: SQLCall(
        """
        SELECT ag.name, drs.is_local, drs.synchronization_state_desc,
          drs.synchronization_health_desc, drs.is_suspended, drs.suspend_reason_desc,
          CAST(drs.last_hardened_lsn AS nvarchar(30)) AS last_hardened_lsn,
          drs.last_hardened_time, drs.secondary_lag_seconds, drs.log_send_queue_size, drs.redo_queue_size
        FROM sys.dm_hadr_database_replica_states AS drs
        LEFT JOIN sys.availability_groups AS ag ON ag.group_id = drs.group_id
        WHERE drs.database_id = DB_ID(@database) AND (ag.name = @link OR ag.name IS NULL)
        """,
        parameters: [SQLCall.Parameter("link", link), SQLCall.Parameter("database", database)]
      )
    )
  }
}
