import LabEstate

/// A table or view that a name stands for.
enum ResolvedTable: Sendable {
  case view(CatalogView, UserDatabase)
  case rows(TableSchema, UserDatabase)
}

extension QueryTranslator {
  mutating func translate(_ source: TableSource, into scope: inout Scope) throws -> String {
    switch source {
    case .table(let name, let alias):
      return try table(name, alias: alias, into: &scope)
    case .subquery(let query, let alias):
      var inner = try translate(query, in: Scope())
      for (index, column) in inner.columns.enumerated() where column.name.isEmpty {
        throw TSQLMessage(
          8155,
          "No column name was specified for column \(index + 1) of '\(alias)'."
        )
      }
      let sqlAlias = takeAlias()
      let names = inner.columns.enumerated().map { "c\($0 + 1) AS \(RowTable.quoted($1.name))" }
      inner.sql = "(SELECT \(names.joined(separator: ", ")) FROM (\(inner.sql)))"
      scope.sources.append(
        Scope.Source(exposedName: alias, alias: sqlAlias, columns: inner.columns)
      )
      return "\(inner.sql) AS \(sqlAlias)"
    case .join(let kind, let left, let right, let condition):
      let leftSQL = try translate(left, into: &scope)
      let rightSQL = try translate(right, into: &scope)
      let on = try condition.map { " ON \(try translate($0, in: scope))" } ?? ""
      return "\(leftSQL) \(kind.rawValue) \(rightSQL)\(on)"
    }
  }

  private mutating func table(
    _ name: ObjectName,
    alias: String?,
    into scope: inout Scope
  ) throws -> String {
    let sqlAlias = takeAlias()
    let columns: [TSQLReply.Column]
    let sql: String
    switch try resolve(name) {
    case .view(let view, let database):
      columns = view.columns
      sql = RowTable.quoted("\(database.name).\(view.name)")
      let list = columns.map { RowTable.quoted($0.name) }.joined(separator: ", ")
      addView("\(sql)(\(list))", try view.sql(context, database))
    case .rows(let schema, let database):
      columns = schema.columns.map { TSQLReply.Column($0.name, $0.type) }
      sql = RowTable(server: context.server.name, database: database.name, schema: schema).name
    }
    let exposed = alias ?? name.object
    if scope.sources.contains(where: { $0.exposedName.isSameName(as: exposed) }), alias != nil {
      throw TSQLMessage(
        1011,
        "The correlation name '\(exposed)' is specified multiple times in a FROM clause.",
        severity: 15
      )
    }
    scope.sources.append(Scope.Source(exposedName: exposed, alias: sqlAlias, columns: columns))
    return "\(sql) AS \(sqlAlias)"
  }

  /// - Throws: 208, 911, or 927 for a database that is being restored.
  func resolve(_ name: ObjectName) throws -> ResolvedTable {
    guard name.parts.count <= 3 else {
      throw TSQLMessage(
        7202,
        "Could not find server '\(name.parts[0])' in sys.servers. Verify that the correct server "
          + "name was specified.",
        severity: 11
      )
    }
    let databaseName = name.database ?? context.session.database
    guard let database = context.server.database(named: databaseName) else {
      throw name.database == nil
        ? TSQLMessage.noDatabase(databaseName)
        : TSQLMessage(208, "Invalid object name '\(name.written)'.")
    }
    try database.requireReadable()
    let schema = name.schema ?? "dbo"
    let view = CatalogView.named(
      "\(schema).\(name.object)",
      in: database.name,
      isInstance: context.server.isManagedInstance
    )
    if let view { return .view(view, database) }
    if let table = database.table(schema: schema, name: name.object) {
      return .rows(table, database)
    }
    throw TSQLMessage(208, "Invalid object name '\(name.written)'.")
  }
}
