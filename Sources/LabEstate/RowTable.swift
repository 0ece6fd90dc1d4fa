package import GRDB

/// The SQLite table that holds the rows of one user table.
///
/// Decimals and GUIDs are kept as text, times as microseconds since year one, binary as blobs.
package struct RowTable: Hashable, Sendable {
  package var server: String
  package var database: String
  package var schema: TableSchema

  package init(server: String, database: String, schema: TableSchema) {
    self.server = server
    self.database = database
    self.schema = schema
  }

  /// Quoted for SQLite.
  package var name: String {
    Self.quoted("\(server)/\(database)/\(schema.schema).\(schema.name)")
  }

  package func create(in store: GRDB.Database) throws {
    var parts = schema.columns.map { column in
      var text = Self.quoted(column.name)
      if column.isIdentity { return text + " INTEGER PRIMARY KEY AUTOINCREMENT" }
      if !column.isNullable { text += " NOT NULL" }
      return text
    }
    if !schema.primaryKey.isEmpty, !schema.columns.contains(where: \.isIdentity) {
      let keys = schema.primaryKey.map(Self.quoted).joined(separator: ", ")
      parts.append("PRIMARY KEY (\(keys))")
    }
    try store.execute(sql: "CREATE TABLE \(name) (\(parts.joined(separator: ", ")))")
    try logChanges(in: store)
  }

  package func drop(from store: GRDB.Database) throws {
    try store.execute(sql: "DROP TABLE IF EXISTS \(name)")
  }

  package func insert(_ rows: [[TSQLValue]], into store: GRDB.Database) throws {
    let marks = schema.columns.map { _ in "?" }.joined(separator: ", ")
    let statement = try store.makeStatement(sql: "INSERT INTO \(name) VALUES (\(marks))")
    for row in rows {
      try statement.execute(arguments: StatementArguments(row.map(\.databaseValue)))
    }
  }

  package func count(in store: GRDB.Database) throws -> Int {
    try Int.fetchOne(store, sql: "SELECT COUNT(*) FROM \(name)") ?? 0
  }

  /// Every row, in an order that depends on the contents alone.
  package func rows(in store: GRDB.Database) throws -> [[DatabaseValue]] {
    let columns = schema.columns.map { Self.quoted($0.name) }.joined(separator: ", ")
    return try Row.fetchAll(store, sql: "SELECT \(columns) FROM \(name) ORDER BY \(columns)")
      .map { Array($0.databaseValues) }
  }

  /// Makes this table an exact copy of the other one, row ids included.
  package func copy(from other: RowTable, in store: GRDB.Database) throws {
    try drop(from: store)
    try create(in: store)
    try store.execute(
      sql: "INSERT INTO \(name) (\(storedColumns)) SELECT \(storedColumns) FROM \(other.name)"
    )
  }

  package static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

extension TSQLValue {
  /// The value as the estate's file keeps it.
  package var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .bit(let flag): (flag ? 1 : 0).databaseValue
    case .int(let number): number.databaseValue
    case .double(let number): number.databaseValue
    case .decimal(let digits): digits.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Blob(bytes).data.databaseValue
    case .dateTime(let microseconds): microseconds.databaseValue
    case .uuid(let bytes): Self.uuidText(bytes).databaseValue
    }
  }

  /// Upper-case, in the order in which the bytes of a UUID are written.
  package static func uuidText(_ bytes: [UInt8]) -> String {
    var text = ""
    for (index, character) in Blob(bytes).hex.enumerated() {
      if [8, 12, 16, 20].contains(index) { text += "-" }
      text.append(character)
    }
    return text
  }
}
