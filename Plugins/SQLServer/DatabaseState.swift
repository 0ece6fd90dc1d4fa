import WorkflowModel
import WorkflowPlugin

/// A row of `sys.databases`, and what in it keeps the database from being linked.
///
/// Source: "Managed Instance link overview", limitations; `ALTER DATABASE SET options
/// (Transact-SQL)` for the remedies.
struct DatabaseState {
  var name: String
  var row: CatalogRow

  /// `sys.databases (Transact-SQL)`; none of these is younger than SQL Server 2016.
  static let columns = """
    database_id, state_desc, user_access, is_read_only, is_auto_close_on,
      source_database_id, recovery_model_desc
    """

  var recoveryModel: String { row.text("recovery_model_desc") ?? "unknown" }
  var isOnline: Bool { row.text("state_desc") == nil || row.text("state_desc") == "ONLINE" }
  var isUserDatabase: Bool {
    (row.integer("database_id") ?? 5) > 4 && row.text("source_database_id") == nil
  }

  var findings: [Finding] {
    if let id = row.integer("database_id"), id <= 4 {
      return [finding("is a system database.", "Only user databases can be linked.")]
    }
    if row.text("source_database_id") != nil {
      return [finding("is a database snapshot.", "Link the database itself.")]
    }
    guard isOnline else {
      return [finding("is \(row.text("state_desc") ?? "not online").", "Bring it online first.")]
    }
    var found: [Finding] = []
    if row.isTrue("is_read_only") {
      found.append(finding("is read-only.", "Change it:\n  \(statement) SET READ_WRITE"))
    }
    if row.isTrue("user_access") {
      found.append(
        finding("is not in multi-user mode.", "Change it:\n  \(statement) SET MULTI_USER")
      )
    }
    if row.isTrue("is_auto_close_on") {
      found.append(
        finding(
          "closes when its last user leaves.",
          "Change it:\n  \(statement) SET AUTO_CLOSE OFF"
        )
      )
    }
    return found
  }

  private var statement: String { "ALTER DATABASE \(TSQL.identifier(name))" }

  private func finding(_ predicate: String, _ remedy: String) -> Finding {
    Finding("DB-STATE", .blocks, name, "'\(name)' \(predicate)", remedy: remedy)
  }
}
