import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A link as the server at one of its ends sees it: the SQL Server's end, or the instance's.
struct LinkEnd {
  enum Role: String {
    case primary = "PRIMARY"
    case secondary = "SECONDARY"
    case resolving = "RESOLVING"
    /// The server tells no role of its own.
    case none = "NONE"
  }

  var role: Role
  /// The two availability groups that the distributed group joins; the server's own comes first.
  var groups: [String]
  /// Whether both groups commit synchronously, as far as this end knows.
  var isSynchronous: Bool
  /// The primary knows whether the other end is there; a secondary knows only of itself.
  var isConnected: Bool
  /// For instance `ONLINE` or `PENDING_FAILOVER`.
  var operationalState: String?
  /// `READ_WRITE` once the database may be used here.
  var updateability: String
  /// This server's clock, local time.
  var time: String

  /// Nil when there is no distributed group of that name.
  init?(_ answer: Answer?) {
    guard let rows = answer?.catalogRows, let first = rows.first else { return nil }
    let own = rows.first { $0.isTrue("is_local") }
    let others = rows.filter { !$0.isTrue("is_local") }
    role = own?.text("role_desc").flatMap(Role.init) ?? .none
    groups = ([own].compactMap(\.self) + others).compactMap { $0.text("replica_server_name") }
    isSynchronous = rows.allSatisfy { $0.text("availability_mode_desc") == "SYNCHRONOUS_COMMIT" }
    let known = others.first { $0.text("connected_state_desc") != nil } ?? own
    isConnected = known?.text("connected_state_desc") == "CONNECTED"
    operationalState = own?.text("operational_state_desc")
    updateability = first.text("updateability") ?? ""
    time = first.text("server_time") ?? ""
  }

  var isWritable: Bool { role == .primary && updateability == "READ_WRITE" }

  /// `sys.dm_hadr_availability_replica_states (Transact-SQL)`, whose rows on the other replicas
  /// exist on the primary only.
  static func read(
    _ link: Value,
    database: Value,
    on connection: String
  ) -> Call {
    Call(
      .read,
      on: connection,
      "read the roles of the link",
      sql: SQLCall(
        """
        SELECT r.replica_server_name, r.availability_mode_desc, rs.is_local, rs.role_desc,
          rs.operational_state_desc, rs.connected_state_desc,
          CAST(DATABASEPROPERTYEX(@database, N'Updateability') AS nvarchar(128)) AS updateability,
          SYSDATETIME() AS server_time
        FROM sys.availability_groups AS ag
        JOIN sys.availability_replicas AS r ON r.group_id = ag.group_id
        LEFT JOIN sys.dm_hadr_availability_replica_states AS rs ON rs.replica_id = r.replica_id
        WHERE ag.is_distributed = 1 AND ag.name = @link
        """,
        parameters: [SQLCall.Parameter("link", link), SQLCall.Parameter("database", database)]
      )
    )
  }

  /// What to throw where a link must have this end.
  static func missing(_ link: String, on connection: String) -> StepFailure {
    StepFailure(
      .permanent,
      .prerequisiteMissing,
      detail: "There is no distributed availability group '\(link)' on '\(connection)'.",
      remedy: "Correct the link's name; it is that of the distributed group."
    )
  }
}
