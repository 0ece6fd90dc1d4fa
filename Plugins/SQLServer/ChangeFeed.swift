import WorkflowModel
import WorkflowPlugin

/// How a database's change feed is getting on, joined from its catalogue and its error log.
///
/// Both keep the server's local time, so they are compared with each other and not with our clock.
struct ChangeFeed {
  struct Failure {
    var time: ServerTime
    var text: String
  }

  /// The name of the credential that holds the landing zone's signature: the container's URL.
  var credential: String?
  var changedAt: ServerTime?
  var tables: Int
  var failures: [Failure]

  /// From `sp_help_change_feed`, `sys.database_scoped_credentials` and `sys.dm_change_feed_errors`.
  init(feed: Answer, credentials: Answer, errors: Answer) {
    let rows = feed.catalogRows
    let name = rows.compactMap { $0.text("destination_credential") }.first { !$0.isEmpty }
    credential = name
    tables = rows.count
    let row = credentials.catalogRows.first { row in
      name.map { row.text("name")?.isSameName(as: $0) ?? false } ?? false
    }
    changedAt = row?.text("modify_date").flatMap(ServerTime.init)
    failures = errors.catalogRows.compactMap { row in
      guard let time = row.text("entry_time").flatMap(ServerTime.init) else { return nil }
      let number = row.integer("error_number").map { "Msg \($0): " } ?? ""
      return Failure(time: time, text: number + (row.text("error_message") ?? ""))
    }
    .sorted { $0.time < $1.time }
  }

  /// What failed after the credential was last changed; all of it when that is not known.
  var failuresSinceChange: [Failure] {
    guard let changedAt else { return failures }
    return failures.filter { $0.time > changedAt }
  }
}
