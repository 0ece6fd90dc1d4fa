import Foundation
import GRDB

/// The log of one database, as rows of the estate's file.
///
/// It keeps what a link still needs and what open transactions may take back, and nothing else.
struct DatabaseLog {
  let store: GRDB.Database
  /// `SQL1/Sales`.
  let name: String

  init(of database: String, on server: String, in store: GRDB.Database) {
    self.store = store
    name = Self.name(of: database, on: server)
  }

  static func name(of database: String, on server: String) -> String { "\(server)/\(database)" }

  static func create(in store: GRDB.Database) throws {
    try store.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS log_record (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          log TEXT NOT NULL,
          kind TEXT NOT NULL,
          object TEXT NOT NULL,
          row INTEGER,
          before TEXT,
          after TEXT,
          owner INTEGER,
          position TEXT,
          committed INTEGER
        );
        CREATE INDEX IF NOT EXISTS log_record_position ON log_record (log, position);
        CREATE TABLE IF NOT EXISTS log_capture (isOn INTEGER NOT NULL);
        INSERT INTO log_capture SELECT 1 WHERE NOT EXISTS (SELECT * FROM log_capture);
        """
    )
  }

  /// Runs the body without logging the rows that it changes.
  static func withoutCapture<Answer>(
    in store: GRDB.Database,
    _ body: () throws -> Answer
  ) throws -> Answer {
    try store.execute(sql: "UPDATE log_capture SET isOn = 0")
    let answer = try body()
    try store.execute(sql: "UPDATE log_capture SET isOn = 1")
    return answer
  }

  func append(_ kind: LogRecord.Kind, object: String = "", after: String? = nil) throws {
    try store.execute(
      literal: """
        INSERT INTO log_record (log, kind, object, after)
        VALUES (\(name), \(kind.rawValue), \(object), \(after))
        """
    )
  }

  /// The last entry's number, of any log.
  static func lastSequence(in store: GRDB.Database) throws -> Int64 {
    try Int64.fetchOne(
      store,
      sql: "SELECT seq FROM sqlite_sequence WHERE name = 'log_record'"
    ) ?? 0
  }

  /// Keeps what was just written for the session whose transaction is open.
  func hold(for session: Int) throws {
    try store.execute(
      literal: """
        UPDATE log_record SET owner = \(session)
        WHERE log = \(name) AND position IS NULL AND owner IS NULL
        """
    )
  }

  /// Gives what was just written, or what the session holds, its place in the log.
  func commit(at position: LogPosition, _ time: EstateInstant, of session: Int?) throws {
    try store.execute(
      literal: """
        UPDATE log_record
        SET owner = NULL, position = \(position.sortableText), committed = \(time.microseconds)
        WHERE log = \(name) AND position IS NULL AND owner IS \(session)
        """
    )
  }

  /// The committed entries beyond a position, in the order of the log.
  func committed(
    after position: LogPosition?,
    until time: EstateInstant? = nil,
    limit: Int = -1
  ) throws -> [LogRecord] {
    try SQLRequest<Row>(
      literal: """
        SELECT * FROM log_record
        WHERE log = \(name) AND position > \(position?.sortableText ?? "")
          AND committed <= \(time?.microseconds ?? Int64.max)
        ORDER BY position, sequence LIMIT \(limit)
        """
    )
    .fetchAll(store)
    .map(LogRecord.init)
  }

  /// When the first entry beyond a position was committed.
  func firstCommit(after position: LogPosition?) throws -> EstateInstant? {
    try SQLRequest<Int64>(
      literal: """
        SELECT MIN(committed) FROM log_record
        WHERE log = \(name) AND position > \(position?.sortableText ?? "")
        """
    )
    .fetchOne(store)
    .map(EstateInstant.init(microseconds:))
  }

  /// The entries of open transactions, the last one first.
  func open(of session: Int? = nil, after sequence: Int64 = 0) throws -> [LogRecord] {
    try SQLRequest<Row>(
      literal: """
        SELECT * FROM log_record
        WHERE log = \(name) AND position IS NULL AND sequence > \(sequence)
          AND (\(session) IS NULL OR owner = \(session))
        ORDER BY sequence DESC
        """
    )
    .fetchAll(store)
    .map(LogRecord.init)
  }

  func remove(_ records: [LogRecord]) throws {
    for record in records {
      try store.execute(literal: "DELETE FROM log_record WHERE sequence = \(record.sequence)")
    }
  }

  /// Forgets the committed entries up to a position; all of them without one.
  func truncate(upTo position: LogPosition? = nil) throws {
    try store.execute(
      literal: """
        DELETE FROM log_record
        WHERE log = \(name)
          AND position <= \(position?.sortableText ?? String(repeating: "9", count: 25))
        """
    )
  }

  /// The logs in which a session, or any session of a server, has open entries.
  static func databasesWithOpenRecords(
    on server: String,
    of session: Int? = nil,
    in store: GRDB.Database
  ) throws -> [String] {
    try SQLRequest<String>(
      literal: """
        SELECT DISTINCT log FROM log_record
        WHERE position IS NULL AND owner IS NOT NULL
          AND (\(session) IS NULL OR owner = \(session)) ORDER BY log
        """
    )
    .fetchAll(store)
    .filter { $0.hasPrefix(server + "/") }
    .map { String($0.dropFirst(server.count + 1)) }
  }
}
