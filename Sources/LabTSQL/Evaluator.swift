import GRDB
import LabEstate

/// Runs translated queries against one moment of the world.
struct Evaluator {
  let context: EvaluationContext
  let store: GRDB.Database
  private let functions: SQLiteFunctions

  init(_ context: EvaluationContext, _ store: GRDB.Database) {
    self.context = context
    self.store = store
    functions = SQLiteFunctions(context: context)
    functions.install(in: store)
  }

  struct Table: Sendable {
    var columns: [TSQLReply.Column]
    var rows: [[TSQLValue]]
  }

  func table(_ query: SelectQuery) throws -> Table {
    var translator = QueryTranslator(context: context)
    return try fetch(try translator.statement(for: query))
  }

  func value(_ expression: Expression) throws -> SessionFacts.Variable {
    if case .literal(let value, let type) = expression {
      return SessionFacts.Variable(type: type, value: value)
    }
    var translator = QueryTranslator(context: context)
    let table = try fetch(try translator.statement(for: expression))
    return SessionFacts.Variable(
      type: table.columns[0].type,
      value: table.rows.first?.first ?? .null
    )
  }

  func holds(_ predicate: Predicate) throws -> Bool {
    var translator = QueryTranslator(context: context)
    let sql = try translator.statement(for: predicate)
    return try guarded { try Bool.fetchOne(store, sql: sql) ?? false }
  }

  /// Runs a statement that changes rows and says how many.
  func change(_ sql: String) throws -> Int {
    try guarded {
      try store.execute(sql: sql)
      return store.changesCount
    }
  }

  private func fetch(_ query: QueryTranslator.Query) throws -> Table {
    try guarded {
      var rows: [[TSQLValue]] = []
      let cursor = try Row.fetchCursor(store, sql: query.sql)
      while let row = try cursor.next() {
        rows.append(
          query.columns.enumerated().map { index, column in
            TSQLValue(row[index] as DatabaseValue, as: column.type)
          }
        )
      }
      return Table(columns: query.columns, rows: rows)
    }
  }

  /// Turns errors of SQLite into those of T-SQL.
  private func guarded<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try body()
    } catch {
      throw functions.message(behind: error)
    }
  }
}
