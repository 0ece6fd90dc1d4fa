package import WorkflowModel

/// Something to be done for a step, as its row says; a fresh start and a recovery read the same.
package struct Work: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Probe, then send if need be.
    case perform(Attempt)
    /// Ask about a long operation.
    case follow(Attempt, OperationHandle)
    /// Read for a gate.
    case read
  }

  package var address: StepAddress
  package var kind: Kind
}

extension RunMachine {
  /// What can be done now.
  package func work(at now: Instant) -> [Work] {
    guard !isClosed else { return [] }
    return active.sorted().compactMap { address in
      switch rows[address]?.state {
      case .open(let attempt, nil):
        Work(address: address, kind: .perform(attempt))
      case .open(let attempt, .target(let handle?, let next)) where next <= now:
        Work(address: address, kind: .follow(attempt, handle))
      case .open(let attempt, .target(nil, let next)) where next <= now:
        Work(address: address, kind: .perform(attempt))
      case .pending(.target(_, let next)) where next <= now:
        Work(address: address, kind: .read)
      default: nil
      }
    }
  }

  /// When there will be something to do although nothing else happens.
  package var nextWake: Instant? {
    active.compactMap { address -> Instant? in
      guard let row = rows[address] else { return nil }
      switch row.state {
      case .pending(.timer(let until)), .open(_, .timer(let until)): return until
      case .pending(.target(_, let next)), .open(_, .target(_, let next)):
        return min(next, row.deadline)
      default: return nil
      }
    }.min()
  }

  /// Whether timers or deadlines are due.
  package func isTimeDue(at now: Instant) -> Bool {
    active.contains { address in
      guard let row = rows[address] else { return false }
      switch row.state {
      case .pending(.timer(let until)), .open(_, .timer(let until)): return until <= now
      case .pending(.target), .open(_, .target): return row.deadline <= now
      default: return false
      }
    }
  }

  package func row(at address: StepAddress) -> StepRow? { rows[address] }

  package func definition(of row: StepRow) -> StepDefinition { layout[row.step].definition }

  /// Every step that waits for a person.
  package var attention: [StepRow] {
    rows.values.filter { $0.state.attention != nil }.sorted { $0.address < $1.address }
  }
}
