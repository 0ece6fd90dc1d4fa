import Foundation
import GRDB
package import WorkflowModel
package import WorkflowStore

extension SQLiteStore: RunStore {
  package func create(
    _ run: RunRow,
    definition: WorkflowDefinition,
    source: String,
    owner: LeaseOwner,
    begin: @Sendable (_ epoch: Int64) throws -> Transition
  ) throws(StoreFailure) -> Lease {
    let lease = Lease(run: run.id, owner: owner, epoch: 1)
    guard try locks.take(run.id) else { throw .runIsDriven(run.id, by: owner) }
    do {
      try write { db in
        try keep(definition, as: run.definition, source: source, in: db)
        try db.execute(
          sql: """
            INSERT INTO run (
              id, definition, body, started_at, lease_epoch, lease_owner, lease_expires
            ) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            run.id.rawValue, run.definition.rawValue, try text(run),
            run.startedAt.millisecondsSince1970, lease.epoch, try text(owner),
            (run.startedAt + Lease.term).millisecondsSince1970,
          ]
        )
        try put(WrittenTransition(begin(lease.epoch)), of: run.id, in: db)
      }
    } catch {
      locks.drop(run.id)
      throw error
    }
    return lease
  }

  package func load(_ run: RunID) throws(StoreFailure) -> StoredRun {
    try snapshot { db in
      let row = try row(of: run, in: db)
      var rows = try steps(
        db,
        where: "run = ? AND state <> 'settled'",
        [run.rawValue]
      )
      let definition = try definition(row.definition, asNeededFor: rows, in: db)
      let beside = definition.groupsSideBySide
      for group in rows where beside.contains(group.step) {
        rows += try steps(
          db,
          // Between these stands what is inside it: `group/member` and `group[item]`.
          where: """
            run = ?1 AND address > ?2 || '/' AND address < ?2 || '\\' AND parent = ?2
              AND state = 'settled'
            """,
          [run.rawValue, group.address.rawValue]
        )
      }
      let known = Set(rows.map(\.address))
      let needed = definition.stepsRead.union(definition.stepsRemembered)
      if !needed.isEmpty {
        rows += try steps(
          db,
          where: """
            run = ? AND state = 'settled' AND step IN (SELECT value FROM json_each(?))
            """,
          [run.rawValue, try text(needed.sorted())]
        ).filter { !known.contains($0.address) }
      }
      return StoredRun(run: row, definition: definition, rows: rows)
    }
  }

  package func commit(
    _ transition: Transition,
    to run: RunID,
    answering answers: [DecisionAnswer],
    under lease: Lease
  ) async throws(StoreFailure) {
    // Put into words before its turn comes, beside those of other runs.
    let written = try words(of: transition)
    try await commits.commit { db in
      try check(lease, in: db)
      try put(written, of: run, in: db)
      for answer in answers {
        try db.execute(
          sql: "UPDATE decision SET is_answered = 1, refusal = ? WHERE number = ?",
          arguments: [answer.refusal, answer.submission]
        )
      }
    }
  }

  package func runs() throws(StoreFailure) -> [RunSummary] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run.body, run.lease_owner, EXISTS (
            SELECT 1 FROM step WHERE step.run = run.id AND needs_person AND state <> 'settled'
          ) AS needs_person
          FROM run ORDER BY started_at DESC, id
          """
      ).map { row in
        let owner: String? = row["lease_owner"]
        let run = try value(RunRow.self, row["body"])
        return RunSummary(
          run: run,
          owner: try owner.map { try value(LeaseOwner.self, $0) }.flatMap {
            locks.isHeld(run.id) ? $0 : nil
          },
          needsPerson: row["needs_person"]
        )
      }
    }
  }

  package func steps(of run: RunID) throws(StoreFailure) -> [StepRow] {
    try read { try steps($0, where: "run = ?", [run.rawValue]) }
  }

  package func journal(of run: RunID) throws(StoreFailure) -> [JournalEntry] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT sequence, body FROM journal WHERE run = ? ORDER BY sequence",
        arguments: [run.rawValue]
      ).map { JournalEntry(sequence: $0["sequence"], event: try value(Event.self, $0["body"])) }
    }
  }

  package func header(
    of run: RunID
  ) throws(StoreFailure) -> (run: RunRow, definition: WorkflowDefinition) {
    try snapshot { db in
      let row = try row(of: run, in: db)
      return (row, try definition(row.definition, in: db))
    }
  }
}

extension SQLiteStore {
  private func words(of transition: Transition) throws(StoreFailure) -> WrittenTransition {
    do {
      return try WrittenTransition(transition)
    } catch {
      throw StoreFailure(error, in: Self.folder(of: database))
    }
  }

  private func put(_ transition: WrittenTransition, of run: RunID, in db: Database) throws {
    if let (row, body) = transition.run {
      try db.execute(
        sql: "UPDATE run SET body = ?, closed_at = ?, outcome = ? WHERE id = ?",
        arguments: [
          body, row.closedAt?.millisecondsSince1970, row.outcome?.rawValue, run.rawValue,
        ]
      )
    }
    let step = try db.cachedStatement(
      sql: """
        INSERT INTO step (run, address, parent, step, state, needs_person, body)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (run, address) DO UPDATE
        SET state = excluded.state, needs_person = excluded.needs_person, body = excluded.body
        """
    )
    for (row, body) in transition.rows {
      try step.execute(arguments: [
        run.rawValue, row.address.rawValue, row.parent.rawValue, row.step, row.state.tag,
        row.state.question != nil, body,
      ])
    }
    let journal = try db.cachedStatement(
      sql: """
        INSERT INTO journal (run, sequence, at, body)
        VALUES (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM journal WHERE run = ?1), ?2, ?3)
        """
    )
    for (event, body) in transition.events {
      try journal.execute(arguments: [run.rawValue, event.at.millisecondsSince1970, body])
    }
  }

  private func steps(
    _ db: Database,
    where condition: String,
    _ arguments: StatementArguments
  ) throws -> [StepRow] {
    try String.fetchAll(
      db,
      sql: "SELECT body FROM step WHERE \(condition) ORDER BY id",
      arguments: arguments
    ).map { try value(StepRow.self, $0) }
  }

  private func row(of run: RunID, in db: Database) throws -> RunRow {
    let statement = try db.cachedStatement(sql: "SELECT body FROM run WHERE id = ?")
    guard let body = try String.fetchOne(statement, arguments: [run.rawValue]) else {
      throw StoreFailure.runNotFound(run)
    }
    return try value(RunRow.self, body)
  }

  func text(_ value: some Encodable) throws -> String { try CanonicalJSON.string(value) }

  func value<Decoded: Decodable>(_ type: Decoded.Type, _ text: String) throws -> Decoded {
    try CanonicalJSON.decode(type, from: Data(text.utf8))
  }
}

/// A transition with its rows and events as they are stored.
private struct WrittenTransition: Sendable {
  var run: (row: RunRow, body: String)?
  var rows: [(row: StepRow, body: String)]
  var events: [(event: Event, body: String)]

  init(_ transition: Transition) throws {
    run = try transition.run.map { ($0, try CanonicalJSON.string($0)) }
    rows = try transition.rows.map { ($0, try CanonicalJSON.string($0)) }
    events = try transition.events.map { ($0, try CanonicalJSON.string($0)) }
  }
}

extension StepState {
  fileprivate var tag: String {
    switch self {
    case .pending: "pending"
    case .open: "open"
    case .settled: "settled"
    }
  }
}
