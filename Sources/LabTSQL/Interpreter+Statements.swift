import LabEstate

extension Interpreter {
  mutating func perform(_ statement: Statement) async throws -> Flow {
    switch statement.kind {
    case .ifElse, .loop, .leaveLoop, .continueLoop, .block, .tryCatch, .returnValue, .waitFor:
      return try await control(statement.kind)
    case .execute(let call): return try await execute(call)
    case .executeText(let expression): return try await executeText(try text(of: expression))
    case .declare(let declarations):
      try declare(declarations)
      return .next
    case .select(let query): try await select(query)
    case .print(let expression):
      await reply(.message(TSQLMessage(0, try text(of: expression), severity: 0)))
      await finish()
    case .raise(let raise): try await self.raise(raise, line: statement.line)
    case .throwError(let error): try throwError(error)
    case .use(let name): try await use(name)
    case .setOptions(let names, let value): try await setOptions(names, value)
    case .setVariable(let name, let expression):
      try assign(name, expression)
      await finish()
    case .beginTransaction, .commit, .rollback, .save: try await transact(statement.kind)
    case .insert(let insert): try await self.insert(insert)
    case .update(let update): try await self.update(update)
    case .delete(let delete): try await self.delete(delete)
    case .createTable(let name, let table): try await createTable(name, table)
    case .dropTable(let name, let ifExists): try await dropTable(name, ifExists: ifExists)
    case .dbcc(let command, let arguments, let noInfo):
      try await dbcc(command, arguments, noInfo: noInfo)
    case .backUp(let backup): try await backUp(backup)
    case .failOver(let group): try await failOver(group)
    default: try await define(statement.kind)
    }
    return .next
  }

  /// Ends a statement; a row count is told only where the session wants it.
  func finish(count: Int? = nil) async {
    await reply(.done(count: state.isCountSuppressed ? nil : count))
  }

  private mutating func select(_ query: SelectQuery) async throws {
    let table = try evaluate { try $0.table(query) }
    state.facts.rowCount = Int64(table.rows.count)
    if query.isAssignment {
      let names = try query.items.map { item in
        guard case .assignment(let name, _) = item else {
          throw TSQLMessage(
            141,
            "A SELECT statement that assigns a value to a variable must not be combined with "
              + "data-retrieval operations.",
            severity: 15
          )
        }
        return name
      }
      if let last = table.rows.last {
        for (index, name) in names.enumerated() {
          try assign(name, .literal(last[index], table.columns[index].type))
        }
      }
      await finish(count: table.rows.count)
      return
    }
    await reply(.columns(table.columns))
    for row in table.rows { await reply(.row(row)) }
    await finish(count: table.rows.count)
  }

  private mutating func declare(_ declarations: [Statement.Declaration]) throws {
    for declaration in declarations {
      let key = declaration.name.lowercased()
      guard state.facts.variables[key] == nil else {
        throw TSQLMessage(
          134,
          "The variable name '\(declaration.name)' has already been declared. Variable names must "
            + "be unique within a query batch or stored procedure.",
          severity: 15
        )
      }
      state.facts.variables[key] = SessionFacts.Variable(type: declaration.type, value: .null)
      if let value = declaration.value { try assign(declaration.name, value) }
    }
  }

  mutating func assign(_ name: String, _ expression: Expression) throws {
    guard let variable = state.facts.variables[name.lowercased()] else {
      throw QueryTranslator.undeclared(name)
    }
    let converted = Expression.cast(expression, variable.type, style: nil, isLenient: false)
    let value = try value(of: converted)
    state.facts.variables[name.lowercased()]?.value = value
  }

  private mutating func use(_ name: String) async throws {
    let world = try estate.world()
    guard let database = world.server(named: server)?.database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    try database.requireReadable()
    let before = state.facts.database
    state.facts.database = database.name
    await reply(.databaseChanged(from: before, to: database.name))
    await reply(
      .message(
        TSQLMessage(5701, "Changed database context to '\(database.name)'.", severity: 0, state: 1)
      )
    )
    await finish()
  }

  private mutating func setOptions(_ names: [String], _ value: String) async throws {
    for name in names {
      switch name {
      case "NOCOUNT": state.isCountSuppressed = value == "ON"
      case "QUOTED_IDENTIFIER": state.quotedIdentifiers = value == "ON"
      case "XACT_ABORT": state.abortsOnError = value == "ON"
      case "IMPLICIT_TRANSACTIONS": state.implicitTransactions = value == "ON"
      case "ANSI_DEFAULTS":
        state.quotedIdentifiers = value == "ON"
        state.implicitTransactions = value == "ON"
      case "LANGUAGE":
        guard ["us_english", "english"].contains(value.lowercased()) else {
          throw TSQLMessage.lab("The lab speaks us_english only, not '\(value)'.")
        }
      case "ROWCOUNT" where value != "0", "FMTONLY" where value == "ON":
        throw TSQLMessage.lab("The lab does not speak SET \(name) \(value).")
      default: break
      }
    }
    await finish()
  }
}
