import Foundation
import GRDB

/// The tables of the estate's file, beside those that hold the rows of user tables.
enum EstateSchema {
  static func create(in database: GRDB.Database) throws {
    try BlobStore.create(in: database)
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS world (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          version INTEGER NOT NULL,
          time INTEGER NOT NULL,
          json TEXT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS effect (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          time INTEGER NOT NULL,
          server TEXT NOT NULL,
          kind TEXT NOT NULL,
          object TEXT NOT NULL,
          detail TEXT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS fault (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL,
          door TEXT NOT NULL,
          server TEXT,
          match TEXT,
          skip INTEGER NOT NULL,
          count INTEGER NOT NULL,
          retryAfter INTEGER,
          held INTEGER NOT NULL,
          logEntry INTEGER NOT NULL
        );
        """
    )
    try DatabaseLog.create(in: database)
  }

  /// Nil when there is no world yet, or when it is the one of the version that is known already.
  static func load(
    from database: GRDB.Database,
    unless known: Int64? = nil
  ) throws -> (World, Int64)? {
    let row = try Row.fetchOne(database, sql: "SELECT version, time FROM world")
    guard let row else { return nil }
    let version: Int64 = row["version"]
    if version == known { return nil }
    let json = try String.fetchOne(database, sql: "SELECT json FROM world") ?? ""
    var world = try JSONDecoder().decode(World.self, from: Data(json.utf8))
    world.time = max(world.time, EstateInstant(microseconds: row["time"]))
    return (world, version)
  }

  /// Writes the world when more than its time has changed; time alone once a virtual second.
  static func save(
    _ world: World,
    replacing before: World,
    version: Int64,
    in database: GRDB.Database
  ) throws -> Int64 {
    var unchanged = before
    unchanged.time = world.time
    if unchanged == world {
      if world.time.microseconds / 1_000_000 > before.time.microseconds / 1_000_000 {
        try database.execute(literal: "UPDATE world SET time = \(world.time.microseconds)")
      }
      return version
    }
    let json = String(decoding: try JSONEncoder().encode(world), as: UTF8.self)
    try database.execute(
      literal: """
        INSERT INTO world (id, version, time, json)
        VALUES (1, \(version + 1), \(world.time.microseconds), \(json))
        ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, time = excluded.time, json = excluded.json
        """
    )
    return version + 1
  }

  static func populate(
    _ database: GRDB.Database,
    with description: EstateDescription
  ) throws -> (World, Int64) {
    let start = EstateInstant(unixSeconds: Date().timeIntervalSince1970)
    let world = try WorldBuilder(description: description, start: start).build(into: database)
    var nothing = world
    nothing.servers = []
    nothing.workspaces = []
    return (world, try save(world, replacing: nothing, version: 0, in: database))
  }

  static func effects(in database: GRDB.Database) throws -> [Effect] {
    try Row.fetchAll(database, sql: "SELECT * FROM effect ORDER BY sequence").map { row in
      Effect(
        sequence: row["sequence"],
        time: EstateInstant(microseconds: row["time"]),
        server: row["server"],
        kind: row["kind"],
        object: row["object"],
        detail: row["detail"]
      )
    }
  }
}
