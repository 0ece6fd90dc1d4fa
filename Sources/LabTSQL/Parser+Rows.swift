import LabEstate

extension Parser {
  mutating func insert() throws -> Statement.Kind {
    try expectWord("INSERT")
    if atWord("BULK") { throw unsupported("INSERT BULK") }
    _ = takeWord("INTO")
    let table = try objectName()
    var columns: [String] = []
    if current.isSymbol("("), !peek().isWord("SELECT") {
      columns = try parenthesised { try $0.list { try $0.name() } }
    }
    if atWord("OUTPUT") { throw unsupported("INSERT … OUTPUT") }
    let source: Statement.Insert.Source
    if takeWord("VALUES") {
      source = .rows(
        try list { parser in
          try parser.parenthesised { try $0.list { try $0.expression() } }
        }
      )
    } else if takeWords("DEFAULT", "VALUES") {
      source = .defaults
    } else if atWord("SELECT") {
      source = .query(try selectQuery())
    } else {
      throw unsupported("this form of INSERT")
    }
    return .insert(Statement.Insert(table: table, columns: columns, source: source))
  }

  mutating func update() throws -> Statement.Kind {
    try expectWord("UPDATE")
    if atWord("STATISTICS") { throw unsupported("UPDATE STATISTICS") }
    let top = try top()
    let table = try objectName()
    try expectWord("SET")
    let assignments = try list { parser in
      let parts = try parser.objectName().parts
      let value = try parser.assignedValue(of: .column(parts))
      return Statement.Update.Assignment(column: parts.last ?? "", value: value)
    }
    if atWord("FROM") { throw unsupported("UPDATE … FROM") }
    if atWord("OUTPUT") { throw unsupported("UPDATE … OUTPUT") }
    let condition = takeWord("WHERE") ? try predicate() : nil
    return .update(
      Statement.Update(table: table, top: top, assignments: assignments, condition: condition)
    )
  }

  mutating func delete() throws -> Statement.Kind {
    try expectWord("DELETE")
    let top = try top()
    _ = takeWord("FROM")
    let table = try objectName()
    if atWord("FROM") { throw unsupported("DELETE … FROM … FROM") }
    if atWord("OUTPUT") { throw unsupported("DELETE … OUTPUT") }
    let condition = takeWord("WHERE") ? try predicate() : nil
    return .delete(Statement.Delete(table: table, top: top, condition: condition))
  }

  /// After `CREATE TABLE`.
  mutating func createTable() throws -> Statement.Kind {
    let name = try objectName()
    if name.object.hasPrefix("#") { throw unsupported("temporary tables") }
    var table = TableSchema(schema: name.schema ?? "dbo", name: name.object, columns: [])
    try expectSymbol("(")
    _ = try list { parser in
      if parser.takeWord("CONSTRAINT") { _ = try parser.name() }
      if parser.takeWords("PRIMARY", "KEY") {
        parser.skipClustering()
        table.primaryKey = try parser.parenthesised { parser in
          try parser.list { parser in
            let column = try parser.name()
            if !parser.takeWord("ASC") { _ = parser.takeWord("DESC") }
            return column
          }
        }
      } else {
        table.columns.append(try parser.columnDefinition(isKey: &table.primaryKey))
      }
    }
    try expectSymbol(")")
    for key in table.primaryKey {
      guard let index = table.columns.firstIndex(where: { $0.name.isSameName(as: key) }) else {
        throw TSQLMessage(1911, "Column name '\(key)' does not exist in the target table or view.")
      }
      table.columns[index].isNullable = false
    }
    return .createTable(name, table)
  }

  private mutating func columnDefinition(
    isKey primaryKey: inout [String]
  ) throws -> TableSchema.Column {
    let name = try name()
    var column = TableSchema.Column(name, try type())
    while true {
      if takeWords("NOT", "NULL") {
        column.isNullable = false
      } else if takeWord("NULL") {
        column.isNullable = true
      } else if takeWord("IDENTITY") {
        column.isIdentity = true
        column.isNullable = false
        if takeSymbol("(") {
          guard try integer() == 1, takeSymbol(","), try integer() == 1 else {
            throw unsupported("IDENTITY with other than (1, 1)")
          }
          try expectSymbol(")")
        }
      } else if takeWord("CONSTRAINT") {
        _ = try self.name()
      } else if takeWords("PRIMARY", "KEY") {
        skipClustering()
        primaryKey = [name]
      } else if current.isSymbol(",") || current.isSymbol(")") {
        return column
      } else {
        throw unsupported("the column option \(current.text.uppercased())")
      }
    }
  }

  private mutating func skipClustering() {
    if !takeWord("CLUSTERED") { _ = takeWord("NONCLUSTERED") }
  }
}
