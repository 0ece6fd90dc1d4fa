import WorkflowModel

/// How far the initial copy of a database has come.
struct SeedingProgress {
  enum State: String {
    case none
    case running
    case completed
    case failed
  }

  var state: State
  /// 0 to 100.
  var percent: Int
  var error: String?

  /// `running` is there only while bytes move; `last` is the newest entry of the history, which a
  /// restart of the server empties, so that a log that flows also counts as completed.
  ///
  /// The history outlives the link: a failed entry counts only while the link is connected, since
  /// that of a link which was deleted stands there until the next seeding begins.
  init(running: CatalogRow?, last: CatalogRow?, isConnected: Bool, isSynchronizing: Bool) {
    let code = running?.integer("failure_code") ?? 0
    let failure = last?.text("failure_state_desc")
    switch last?.text("current_state") {
    case _ where isSynchronizing, "COMPLETED": state = .completed
    case "FAILED": state = isConnected ? .failed : .none
    case _ where code != 0: state = .failed
    case .some: state = .running
    case nil: state = running == nil ? .none : .running
    }
    let size = running?.integer("database_size_bytes") ?? 0
    let sent = running?.integer("transferred_size_bytes") ?? 0
    percent = state == .completed ? 100 : size > 0 ? min(100, max(0, sent * 100 / size)) : 0
    if state == .failed {
      let number = code != 0 ? code : last?.integer("error_code") ?? 0
      let reason = running?.text("failure_message") ?? failure
      error = "Seeding failed with error \(number)\(reason.map { ": \($0)" } ?? ".")"
    }
  }
}
