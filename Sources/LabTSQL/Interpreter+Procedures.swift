import LabEstate

extension Interpreter {
  /// - Throws: 2812 for a procedure that there is not.
  mutating func execute(_ call: Statement.ProcedureCall) async throws -> Flow {
    guard let procedure = SystemProcedure(call.name) else {
      throw TSQLMessage(
        2812,
        "Could not find stored procedure '\(call.name.written)'.",
        state: 62
      )
    }
    let arguments = try ProcedureArguments(call, of: procedure) { try variable(of: $0) }
    var status: Int32 = 0
    switch procedure {
    case .executeSQL:
      let flow = try await executeSQL(arguments)
      if case .returned(let value) = flow { status = value }
      if flow == .batchEnded, tryDepth == 0 { status = state.facts.lastError }
    case .getAppLock: status = try await getAppLock(arguments)
    case .releaseAppLock: status = try releaseAppLock(arguments)
    case .getEndpointCertificate: status = try await endpointCertificate(arguments)
    case .addIssuer:
      let id = arguments.integer(at: 0)
      let dnsName = arguments.text(at: 1)
      if isInTransaction, let host = try estate.world().server(named: server) {
        state.transaction.note(.definitions(host))
      }
      try estate.change { try $0.addIssuer(certificateID: id, dnsName: dnsName, on: server) }
    case .validateChain:
      let id = arguments.integer(at: 0)
      try estate.change { try $0.validateChain(certificateID: id, on: server) }
    case .helpChangeFeed: try await helpChangeFeed()
    case .dataTypeInfo, .dataTypeInfo100:
      await reply(.columns(DataTypeInfo.columns))
      let rows = DataTypeInfo.rows(of: arguments.integer(at: 0))
      for row in rows { await reply(.row(row)) }
      await finish(count: rows.count)
    }
    if let result = call.result {
      try assign(result, .literal(.int(Int64(status)), .int))
    }
    await reply(.returnStatus(status))
    await finish()
    return .next
  }

  private func helpChangeFeed() async throws {
    let world = try estate.world()
    guard let host = world.server(named: server),
      let database = host.database(named: state.facts.database)
    else { return }
    let tables = CatalogView.changeFeedTables(of: database, on: host, in: world)
    await reply(.columns(tables.columns))
    for row in tables.rows { await reply(.row(row)) }
    await finish(count: tables.rows.count)
  }

  /// Runs a text in a scope of its own.
  mutating func executeText(_ text: String) async throws -> Flow {
    let outer = state.facts.variables
    state.facts.variables = [:]
    defer { state.facts.variables = outer }
    return try await nested(text)
  }

  private mutating func executeSQL(_ arguments: ProcedureArguments) async throws -> Flow {
    let outer = state.facts.variables
    state.facts.variables = try arguments.declaredVariables()
    let flow: Flow
    do {
      flow = try await nested(arguments.text(at: 0))
    } catch {
      state.facts.variables = outer
      throw error
    }
    let inner = state.facts.variables
    state.facts.variables = outer
    for (parameter, target) in arguments.outputs {
      guard let value = inner[parameter] else { continue }
      try assign(target, .literal(value.value, value.type))
    }
    return flow
  }

  private mutating func nested(_ text: String) async throws -> Flow {
    let statements = try Parser.statements(
      of: text,
      quotedIdentifiers: state.quotedIdentifiers,
      declared: Set(state.facts.variables.keys)
    )
    let flow = try await run(statements)
    if case .returned = flow { return .next }
    return flow
  }

  private mutating func getAppLock(_ arguments: ProcedureArguments) async throws -> Int32 {
    try requireSessionOwner(arguments.text(at: 2, default: "Transaction"))
    guard arguments.text(at: 1).isSameName(as: "Exclusive") else {
      throw TSQLMessage.lab("The lab knows application locks of mode Exclusive only.")
    }
    let timeout = arguments.integer(at: 3, default: -1)
    let outcome = await estate.locks.acquire(
      lockName(arguments.text(at: 0)),
      for: state.facts.id,
      timeout: timeout < 0 ? nil : .milliseconds(timeout)
    )
    if outcome == .cancelled { throw CancellationError() }
    return outcome.rawValue
  }

  private func releaseAppLock(_ arguments: ProcedureArguments) throws -> Int32 {
    try requireSessionOwner(arguments.text(at: 1, default: "Transaction"))
    let resource = arguments.text(at: 0)
    guard estate.locks.release(lockName(resource), by: state.facts.id) else {
      throw TSQLMessage(
        1223,
        "Cannot release the application lock (Database Principal: 'public', Resource: "
          + "'\(resource)') because it is not currently held."
      )
    }
    return 0
  }

  private func requireSessionOwner(_ owner: String) throws {
    guard owner.isSameName(as: "Session") else {
      throw TSQLMessage.lab("The lab knows application locks with owner Session only.")
    }
  }

  /// Application locks belong to a database.
  private func lockName(_ resource: String) -> String {
    "\(server)/\(state.facts.database.lowercased())/\(resource)"
  }

  private mutating func endpointCertificate(_ arguments: ProcedureArguments) async throws -> Int32 {
    let host = try estate.world().server(named: server)
    var der: Blob?
    if arguments.integer(at: 0) == 4 {
      der =
        host?.instance?.endpointCertificate.der
        ?? host?.endpoint.flatMap { endpoint in
          host?.certificates.first { $0.id == endpoint.certificateID }?.der
        }
    }
    await reply(.columns([TSQLReply.Column("EndpointCertificatePublicKey", .varbinary(nil))]))
    await reply(.row([der.map { .bytes($0.bytes) } ?? .null]))
    await finish(count: 1)
    return 0
  }
}
