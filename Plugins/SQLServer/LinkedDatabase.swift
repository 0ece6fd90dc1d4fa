import WorkflowModel
import WorkflowPlugin

/// A link's database on the secondary, as the primary sees it.
struct LinkedDatabase {
  /// For instance `SYNCHRONIZING`; `NONE` when the primary knows no secondary.
  var state: String
  var health: String?
  /// Why data movement is suspended; nil when it is not.
  var suspension: String?
  var isThere: Bool

  init(_ answer: Answer?) {
    let row = answer?.firstRow
    isThere = row != nil
    state = row?.text("synchronization_state_desc") ?? "NONE"
    health = row?.text("synchronization_health_desc")
    suspension =
      row?.isTrue("is_suspended") == true ? row?.text("suspend_reason_desc") ?? "unknown" : nil
  }

  /// The documented sign that seeding is over and the log flows.
  ///
  /// A synchronous link shows SYNCHRONIZED instead.
  var isSynchronizing: Bool {
    ["SYNCHRONIZING", "SYNCHRONIZED"].contains(state) && health == "HEALTHY"
  }

  /// `sys.dm_hadr_database_replica_states (Transact-SQL)`; rows of remote replicas exist only on
  /// the primary.
  static func read(
    link: SQLCall.Parameter,
    database: SQLCall.Parameter,
    on connection: String
  ) -> Call {
    Call(
      .read,
      on: connection,
      "read the state of the secondary database",
      sql: SQLCall(
        """
        SELECT drs.synchronization_state_desc, drs.synchronization_health_desc,
          drs.is_suspended, drs.suspend_reason_desc
        FROM sys.dm_hadr_database_replica_states AS drs
        JOIN sys.availability_groups AS ag ON ag.group_id = drs.group_id
        JOIN sys.databases AS d ON d.database_id = drs.database_id
        WHERE ag.is_distributed = 1 AND ag.name = @link AND d.name = @database
          AND drs.is_local = 0
        """,
        parameters: [link, database]
      )
    )
  }
}
