/// A user table: its columns in order, and what the lab keeps of its constraints.
package struct TableSchema: Hashable, Codable, Sendable {
  package struct Column: Hashable, Codable, Sendable {
    package var name: String
    package var type: TSQLType
    package var isNullable: Bool
    package var isIdentity: Bool

    package init(
      _ name: String,
      _ type: TSQLType,
      isNullable: Bool = true,
      isIdentity: Bool = false
    ) {
      self.name = name
      self.type = type
      self.isNullable = isNullable
      self.isIdentity = isIdentity
    }
  }

  package var schema: String
  package var name: String
  package var objectID: Int
  package var columns: [Column]
  /// Empty when the table has none.
  package var primaryKey: [String]

  package init(
    schema: String = "dbo",
    name: String,
    objectID: Int = 0,
    columns: [Column],
    primaryKey: [String] = []
  ) {
    self.schema = schema
    self.name = name
    self.objectID = objectID
    self.columns = columns
    self.primaryKey = primaryKey
  }

  package func column(named name: String) -> Column? {
    columns.first { $0.name.isSameName(as: name) }
  }
}

extension String {
  /// Compares as the default collation compares identifiers: without regard to case.
  package func isSameName(as other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count && lowercased() == other.lowercased()
  }
}
