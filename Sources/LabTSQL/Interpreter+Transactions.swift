import LabEstate

extension Interpreter {
  mutating func transact(_ kind: Statement.Kind) async throws {
    switch kind {
    case .beginTransaction: await begin()
    case .commit: try await commit()
    case .rollback(let name):
      guard state.facts.transactionDepth > 0 else {
        throw TSQLMessage(
          3903,
          "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION."
        )
      }
      let savepoint = name.flatMap { state.transaction.hasSavepoint($0) ? $0 : nil }
      try await rollBack(to: savepoint)
    case .save(let name):
      guard state.facts.transactionDepth > 0 else {
        throw TSQLMessage(628, "Cannot issue SAVE TRANSACTION when there is no active transaction.")
      }
      state.transaction.note(.savepoint(name))
    default: preconditionFailure("\(kind) is no transaction statement")
    }
    await finish()
  }

  private mutating func begin() async {
    state.facts.transactionDepth += 1
    if state.facts.transactionDepth == 1 { await reply(.transactionBegan) }
  }

  /// With IMPLICIT_TRANSACTIONS a statement that touches rows or definitions begins one.
  mutating func beginImplicitly(_ kind: Statement.Kind) async throws {
    guard state.implicitTransactions, state.facts.transactionDepth == 0 else { return }
    switch kind {
    case .insert, .update, .delete, .createTable, .dropTable: await begin()
    case .select(let query) where query.from != nil: await begin()
    default: break
    }
  }

  private mutating func commit() async throws {
    guard state.facts.transactionDepth > 0 else {
      throw TSQLMessage(
        3902,
        "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION."
      )
    }
    state.facts.transactionDepth -= 1
    guard state.facts.transactionDepth == 0 else { return }
    let effects = state.transaction.effects
    let session = state.facts.id
    if !effects.isEmpty {
      do {
        try estate.change { transaction in
          // It may have become a secondary since, which takes open transactions back.
          for effect in effects { try transaction.requireWritable(effect.database, on: server) }
          try transaction.commitWrites(of: session, on: server)
          for effect in effects {
            try transaction.recordEffect(
              on: server,
              effect.kind,
              effect.object,
              detail: effect.detail
            )
          }
        }
      } catch {
        try await rollBack(to: nil)
        throw error
      }
    }
    state.transaction = OpenTransaction()
    await reply(.transactionCommitted)
  }

  mutating func rollBack(to savepoint: String?) async throws {
    var open = state.transaction
    let session = state.facts.id
    try estate.change { transaction in
      try open.rollBack(to: savepoint, of: session, in: &transaction, on: server)
    }
    state.transaction = open
    guard savepoint == nil else { return }
    state.facts.transactionDepth = 0
    state.transaction = OpenTransaction()
    await reply(.transactionRolledBack)
  }

  /// The session is over: what it did not commit never was.
  mutating func abandon() async {
    guard state.facts.transactionDepth > 0 else { return }
    do {
      try await rollBack(to: nil)
    } catch {
      // The estate's file is gone, and the uncommitted rows with it.
      return
    }
  }

  var isInTransaction: Bool { state.facts.transactionDepth > 0 }

  /// 574: statements that never run within a user transaction.
  func refuseTransaction(_ statement: String) throws {
    guard isInTransaction else { return }
    throw TSQLMessage(
      574,
      "\(statement) statement cannot be used inside a user transaction."
    )
  }
}
