import GRDB
package import WorkflowModel
package import WorkflowStore

extension SQLiteStore {
  package func submit(
    _ decision: Decision,
    to run: RunID,
    at now: Instant
  ) throws(StoreFailure) -> Int64 {
    try write { db in
      try db.execute(
        sql: "INSERT INTO decision (run, submitted_at, body) VALUES (?, ?, ?)",
        arguments: [run.rawValue, now.millisecondsSince1970, try text(decision)]
      )
      return db.lastInsertedRowID
    }
  }

  package func submissions(to run: RunID) throws(StoreFailure) -> [Submission] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT number, body FROM decision WHERE run = ? AND NOT is_answered ORDER BY number"
      )
      return try Row.fetchAll(statement, arguments: [run.rawValue]).map { row in
        Submission(number: row["number"], decision: try value(Decision.self, row["body"]))
      }
    }
  }

  package func answer(to submission: Int64) throws(StoreFailure) -> DecisionAnswer? {
    try read { db in
      try Row.fetchOne(
        db,
        sql: "SELECT refusal FROM decision WHERE number = ? AND is_answered",
        arguments: [submission]
      ).map { DecisionAnswer(submission: submission, refusal: $0["refusal"]) }
    }
  }

  package func withdraw(_ submission: Int64) throws(StoreFailure) -> Bool {
    try write { db in
      try db.execute(
        sql: "DELETE FROM decision WHERE number = ? AND NOT is_answered",
        arguments: [submission]
      )
      return db.changesCount > 0
    }
  }
}
