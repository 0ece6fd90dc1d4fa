import LabEstate

extension Interpreter {
  mutating func control(_ kind: Statement.Kind) async throws -> Flow {
    switch kind {
    case .ifElse(let condition, let then, let otherwise):
      return try await run(try holds(condition) ? then : otherwise)
    case .block(let statements): return try await run(statements)
    case .loop(let condition, let body):
      while try holds(condition) {
        try Task.checkCancellation()
        let flow = try await run(body)
        switch flow {
        case .next, .continueLoop: continue
        case .leaveLoop: return .next
        case .returned, .batchEnded: return flow
        }
      }
      return .next
    case .leaveLoop: return .leaveLoop
    case .continueLoop: return .continueLoop
    case .tryCatch(let tried, let caught): return try await tryCatch(tried, caught)
    case .returnValue(let expression):
      return .returned(Int32(clamping: try expression.map { try integer(of: $0) } ?? 0))
    case .waitFor(let expression):
      try await wait(for: try text(of: expression))
      await finish()
      return .next
    default: preconditionFailure("\(kind) does not control the flow")
    }
  }

  private func holds(_ condition: Predicate) throws -> Bool {
    try evaluate { try $0.holds(condition) }
  }

  private mutating func tryCatch(
    _ tried: [Statement],
    _ caught: [Statement]
  ) async throws -> Flow {
    do {
      tryDepth += 1
      defer { tryDepth -= 1 }
      return try await run(tried)
    } catch let message as TSQLMessage {
      let before = state.facts.caught
      state.facts.caught = message
      state.facts.lastError = message.number
      defer { state.facts.caught = before }
      return try await run(caught)
    }
  }

  private func wait(for text: String) async throws {
    guard let moment = MomentText.parse(text) else {
      throw TSQLMessage(
        148,
        "Incorrect time syntax in time string '\(text)' used with WAITFOR.",
        severity: 15
      )
    }
    try await estate.sleep(for: .microseconds(moment % MomentText.perDay))
  }

  mutating func throwError(_ error: Statement.ThrownError?) throws {
    guard let error else {
      guard let caught = state.facts.caught else {
        throw TSQLMessage(
          10704,
          "To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the "
            + "THROW statement inside a CATCH block, or add error parameters to the THROW "
            + "statement.",
          severity: 15
        )
      }
      throw caught
    }
    throw TSQLMessage(
      Int32(clamping: try integer(of: error.number)),
      try text(of: error.message),
      state: UInt8(clamping: try integer(of: error.state))
    )
  }

  mutating func raise(_ raise: Statement.Raise, line: Int32) async throws {
    let severity = UInt8(clamping: try integer(of: raise.severity))
    let message = TSQLMessage(
      50000,
      try MessageFormat(text(of: raise.message))
        .filled(with: raise.arguments.map { try text(of: $0) }),
      severity: severity,
      state: UInt8(clamping: try integer(of: raise.state)),
      line: line
    )
    guard severity <= 10 else { throw message }
    await reply(.message(message))
    await finish()
  }
}

/// The `%s` and `%d` of RAISERROR.
private struct MessageFormat {
  private let format: String

  init(_ format: String) { self.format = format }

  func filled(with arguments: [String]) -> String {
    var rest = arguments[...]
    var text = ""
    var inSpecification = false
    for character in format {
      if inSpecification {
        if character.isNumber || "-+#.*l".contains(character) { continue }
        inSpecification = false
        text += character == "%" ? "%" : rest.popFirst() ?? "(null)"
      } else if character == "%" {
        inSpecification = true
      } else {
        text.append(character)
      }
    }
    return text
  }
}
