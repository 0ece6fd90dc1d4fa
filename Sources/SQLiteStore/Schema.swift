import GRDB

/// The tables, and the rules that the database itself keeps.
enum Schema {
  /// "LFLW": tells a workspace from any other SQLite file.
  static let applicationID = 0x4C46_4C57

  static func migrate(_ database: DatabasePool) throws {
    // Nothing is written at start-up when there is nothing to migrate.
    if try database.unsafeRead(version) == latest { return }
    try database.writeWithoutTransaction { db in
      try db.inTransaction(.immediate) {
        // Asked again under the lock: another process may have made the tables meanwhile.
        if try version(db) == latest { return .commit }
        try db.execute(sql: tables)
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(latest)")
        return .commit
      }
    }
  }

  /// 0 for a new file; a file of another program or of a later version is refused.
  private static func version(_ db: Database) throws -> Int {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if version == 0, owner == 0, tables == 0 { return 0 }
    guard version == latest, owner == applicationID else { throw UnknownVersion(version: version) }
    return version
  }

  /// The file was written by a later version of the program, or by another one.
  struct UnknownVersion: Error {
    var version: Int
  }

  private static let latest = 2

  private static let tables = """
    CREATE TABLE definition (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      body TEXT NOT NULL,
      source TEXT NOT NULL
    ) STRICT;

    CREATE TABLE definition_step (
      definition INTEGER NOT NULL REFERENCES definition (number),
      position INTEGER NOT NULL,
      id TEXT NOT NULL,
      outlives_its_end INTEGER NOT NULL CHECK (outlives_its_end IN (0, 1)),
      body TEXT NOT NULL,
      PRIMARY KEY (definition, position)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX definition_step_id ON definition_step (definition, id);

    CREATE INDEX definition_step_kept ON definition_step (definition) WHERE outlives_its_end;

    CREATE TABLE run (
      id TEXT PRIMARY KEY NOT NULL,
      definition TEXT NOT NULL REFERENCES definition (id),
      body TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      closed_at INTEGER,
      outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'rolled_back')),
      lease_epoch INTEGER NOT NULL,
      lease_owner TEXT,
      lease_expires INTEGER,
      CHECK ((closed_at IS NULL) = (outcome IS NULL)),
      CHECK ((lease_owner IS NULL) = (lease_expires IS NULL))
    ) STRICT;

    CREATE TABLE step (
      id INTEGER PRIMARY KEY,
      run TEXT NOT NULL REFERENCES run (id),
      address TEXT NOT NULL,
      parent TEXT NOT NULL,
      step TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'open', 'settled')),
      needs_person INTEGER NOT NULL CHECK (needs_person IN (0, 1)),
      body TEXT NOT NULL,
      UNIQUE (run, address)
    ) STRICT;

    CREATE INDEX step_unsettled ON step (run, needs_person) WHERE state <> 'settled';

    CREATE TABLE decision (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL REFERENCES run (id),
      submitted_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      is_answered INTEGER NOT NULL DEFAULT 0 CHECK (is_answered IN (0, 1)),
      refusal TEXT,
      CHECK (is_answered OR refusal IS NULL)
    ) STRICT;

    CREATE INDEX decision_open ON decision (run) WHERE NOT is_answered;

    CREATE TABLE journal (
      run TEXT NOT NULL REFERENCES run (id),
      sequence INTEGER NOT NULL,
      at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (run, sequence)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
    BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;

    CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal
    BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
    """
}
