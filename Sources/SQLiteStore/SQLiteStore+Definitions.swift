import GRDB
import WorkflowModel

/// A definition is kept as one row for each of its top-level steps, and one for all the rest of it:
/// a run of thousands of steps goes on without reading those that are behind it.
extension SQLiteStore {
  /// Keeps a definition, unless it is kept already.
  func keep(
    _ definition: WorkflowDefinition,
    as id: DefinitionID,
    source: String,
    in db: Database
  ) throws {
    var rest = definition
    rest.steps = []
    try db.execute(
      sql: "INSERT INTO definition (id, body, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [id.rawValue, try text(rest), source]
    )
    guard db.changesCount > 0 else { return }
    let number = db.lastInsertedRowID
    let kept = definition.stepsRead.union(definition.stepsRemembered)
    let insert = try db.cachedStatement(
      sql: """
        INSERT INTO definition_step (definition, position, id, outlives_its_end, body)
        VALUES (?, ?, ?, ?, ?)
        """
    )
    for (position, step) in definition.steps.enumerated() {
      try insert.execute(arguments: [
        number, position, step.id, step.withMembers.contains { kept.contains($0.id) },
        try text(step),
      ])
    }
  }

  /// The whole of it.
  func definition(_ id: DefinitionID, in db: Database) throws -> WorkflowDefinition {
    let (number, rest) = try head(of: id, in: db)
    var definition = rest
    definition.steps = try definitions(db, "WHERE definition = ?", [number])
    return definition
  }

  /// As much of it as a run can still come to need: its top-level steps from the first that has
  /// not ended, and before it those that matter after their end.
  func definition(
    _ id: DefinitionID,
    asNeededFor unsettled: [StepRow],
    in db: Database
  ) throws -> WorkflowDefinition {
    let (number, rest) = try head(of: id, in: db)
    let top = unsettled.filter { $0.parent == .root }.map(\.step)
    let first = try Int.fetchOne(
      db,
      sql: """
        SELECT min(position) FROM definition_step
        WHERE definition = ? AND id IN (\(databaseQuestionMarks(count: top.count)))
        """,
      arguments: [number] + StatementArguments(top)
    )
    var definition = rest
    // Left to itself, SQLite reads all that are behind.
    definition.steps =
      try definitions(
        db,
        """
        INDEXED BY definition_step_kept
        WHERE definition = ? AND outlives_its_end AND position < ?
        """,
        [number, first ?? 0]
      )
      + definitions(db, "WHERE definition = ? AND position >= ?", [number, first ?? 0])
    return definition
  }

  /// All of it but its steps.
  private func head(
    of id: DefinitionID,
    in db: Database
  ) throws -> (number: Int64, rest: WorkflowDefinition) {
    let row = try Row.fetchOne(
      db,
      sql: "SELECT number, body FROM definition WHERE id = ?",
      arguments: [id.rawValue]
    )
    guard let row else { preconditionFailure("a run refers to a definition that is kept") }
    return (row["number"], try value(WorkflowDefinition.self, row["body"]))
  }

  private func definitions(
    _ db: Database,
    _ which: String,
    _ arguments: StatementArguments
  ) throws -> [StepDefinition] {
    try String.fetchAll(
      db,
      sql: "SELECT body FROM definition_step \(which) ORDER BY position",
      arguments: arguments
    ).map { try value(StepDefinition.self, $0) }
  }
}
