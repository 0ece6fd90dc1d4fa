import GRDB
import LabEstate

/// Runs the statements of a batch, one transaction of the estate for each.
struct Interpreter {
  let instance: TSQLInstance
  var state: SessionState
  let reply: @Sendable (TSQLReply) async -> Void
  /// How many TRY blocks are around the statement.
  var tryDepth = 0

  /// How a batch goes on after a statement.
  enum Flow: Hashable, Sendable {
    case next
    case leaveLoop
    case continueLoop
    case returned(Int32)
    case batchEnded
  }

  init(
    instance: TSQLInstance,
    state: SessionState,
    reply: @escaping @Sendable (TSQLReply) async -> Void
  ) {
    self.instance = instance
    self.state = state
    self.reply = reply
  }

  var estate: Estate { instance.estate }
  var server: String { instance.server }

  mutating func run(_ batch: TSQLBatch) async {
    state.facts.variables = [:]
    for parameter in batch.parameters {
      state.facts.variables[parameter.name.lowercased()] = SessionFacts.Variable(
        type: parameter.type,
        value: parameter.value
      )
    }
    _ = await run(text: batch.text)
    state.facts.variables = [:]
    state.facts.caught = nil
  }

  /// Parses and runs a text with the variables as they are.
  mutating func run(text: String) async -> Flow {
    do {
      let statements = try Parser.statements(
        of: text,
        quotedIdentifiers: state.quotedIdentifiers,
        declared: Set(state.facts.variables.keys)
      )
      if statements.isEmpty { await reply(.done(count: nil)) }
      return try await run(statements)
    } catch let message as TSQLMessage {
      await report(message)
    } catch is CancellationError {
      // The door acknowledges the attention itself.
    } catch {
      await report(.lab("The lab failed: \(error)"))
    }
    return .batchEnded
  }

  /// Outside TRY a failed statement is reported and the next one runs, unless it ends the batch.
  mutating func run(_ statements: [Statement]) async throws -> Flow {
    for statement in statements {
      let flow: Flow
      do {
        try await beginImplicitly(statement.kind)
        flow = try await perform(statement)
        if statement.kind.setsError { state.facts.lastError = 0 }
      } catch var message as TSQLMessage {
        if message.line <= 1 { message.line = statement.line }
        if tryDepth > 0 { throw message }
        await report(message)
        if try await endsBatch(message, statement.kind) { return .batchEnded }
        continue
      }
      if flow != .next { return flow }
    }
    return .next
  }

  mutating func report(_ message: TSQLMessage) async {
    state.facts.lastError = message.number
    await reply(.message(message))
    await reply(.done(count: nil))
  }

  /// Errors of names, types and conversions end a batch; with XACT_ABORT every error does.
  private mutating func endsBatch(
    _ message: TSQLMessage,
    _ kind: Statement.Kind
  ) async throws -> Bool {
    if case .throwError = kind { return true }
    if state.abortsOnError {
      if state.facts.transactionDepth > 0 { try await rollBack(to: nil) }
      return true
    }
    return [
      102, 137, 174, 195, 205, 207, 208, 209, 241, 245, 2715, 4104, 8114, 8120, 8169,
    ].contains(message.number)
  }

  /// The context of a statement within its transaction.
  func context(_ world: World) -> EvaluationContext {
    guard let host = world.server(named: server) else {
      preconditionFailure("the estate lost the server '\(server)'")
    }
    return EvaluationContext(
      world: world,
      server: host,
      session: state.facts,
      sessions: instance.allSessions.map { $0.id == state.facts.id ? state.facts : $0 }
    )
  }

  /// Reads with the world as it is now.
  func evaluate<Answer: Sendable>(
    _ body: (Evaluator) throws -> Answer
  ) throws -> Answer {
    try estate.read { world, store in try body(Evaluator(context(world), store)) }
  }

  func value(of expression: Expression) throws -> TSQLValue {
    try variable(of: expression).value
  }

  func variable(of expression: Expression) throws -> SessionFacts.Variable {
    if case .literal(let value, let type) = expression {
      return SessionFacts.Variable(type: type, value: value)
    }
    return try evaluate { try $0.value(expression) }
  }

  func text(of expression: Expression) throws -> String {
    let wide = Expression.cast(expression, .nvarchar(nil), style: nil, isLenient: false)
    guard case .text(let text) = try value(of: wide) else { return "" }
    return text
  }

  func integer(of expression: Expression) throws -> Int {
    let whole = Expression.cast(expression, .bigInt, style: nil, isLenient: false)
    guard case .int(let number) = try value(of: whole) else { return 0 }
    return Int(number)
  }
}

extension Statement.Kind {
  /// Control of flow leaves `@@ERROR` as it is.
  fileprivate var setsError: Bool {
    switch self {
    case .ifElse, .loop, .block, .tryCatch, .declare, .returnValue: false
    default: true
    }
  }
}
