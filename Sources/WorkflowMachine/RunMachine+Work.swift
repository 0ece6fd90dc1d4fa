package import WorkflowModel

/// Something to be done for a step, as its row says; a fresh start and a recovery read the same.
package struct Work: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Probe, then send if need be.
    case perform(Attempt)
    /// Ask about a long operation.
    case follow(Attempt, OperationHandle)
    /// Probe only: what is not there is not sent any more.
    case settle(Attempt)
    /// Read for a gate.
    case read

    fileprivate static func next(of attempt: Attempt) -> Kind {
      attempt.operation.map { .follow(attempt, $0) } ?? .perform(attempt)
    }
  }

  package var address: StepAddress
  package var kind: Kind
}

extension RunMachine {
  /// What can be done now.
  package func work(at now: Instant) -> [Work] {
    // A pause lets what is under way end, and begins nothing.
    guard !isClosed, run.goal != .pause else { return [] }
    let held = itemsBeyondBounds
    return active.sorted().compactMap { address in
      guard let row = rows[address], !held.contains(where: address.isInside) else { return nil }
      switch row.state {
      case .open(let attempt, nil)
      where attempt.aim == .apply && attempt.operation == nil && isEnding(row.parent):
        return Work(address: address, kind: .settle(attempt))
      case .open(let attempt, nil):
        return Work(address: address, kind: .next(of: attempt))
      case .open(let attempt, .target(let next)) where min(next, row.deadline) <= now:
        return Work(address: address, kind: .next(of: attempt))
      case .pending(.target(let next)) where min(next, row.deadline) <= now:
        return Work(address: address, kind: .read)
      default: return nil
      }
    }
  }

  /// Items that a person's "again" has brought back beyond what may run side by side: they wait
  /// until an item before them has ended.
  private var itemsBeyondBounds: [StepAddress] {
    loops.flatMap { address -> [StepAddress] in
      guard let row = rows[address], let family = families[address],
        case .group(let group) = layout[row.step].definition.kind,
        let concurrency = group.concurrency, family.underWay > concurrency
      else { return [] }
      let underWay = row.items.map { address.item($0.key) }.filter { item in
        // In a run on its way out, an item may be unsettled and have nothing under way.
        rows[item].map { !$0.state.isSettled } == true && !family.parked.contains(item)
          && hasWork(inside: item)
      }
      return Array(underWay.dropFirst(concurrency))
    }
  }

  /// When there will be something to do although nothing else happens.
  ///
  /// What is under way, `busy`, says itself when it is done.
  package func nextWake(besides busy: Set<StepAddress> = []) -> Instant? {
    if run.goal == .pause { return nil }
    let held = itemsBeyondBounds
    return active.subtracting(busy).compactMap { address -> Instant? in
      guard let row = rows[address] else { return nil }
      switch row.state {
      case .pending(.timer(let until)), .open(_, .timer(let until)): return until
      case .pending(.target(let next)), .open(_, .target(let next)):
        // A look that must wait for other items is no reason to wake.
        return held.contains(where: address.isInside) ? nil : min(next, row.deadline)
      case .pending(.person(.approval(_, _, let expires))): return expires
      default: return nil
      }
    }.min()
  }

  /// Whether nothing can go on until a person acts.
  ///
  /// A gate beside a step that waits for one watches what that step should bring about: it goes on
  /// looking while other things do, but does not keep the run from saying that it needs a person.
  package var needsOnlyPeople: Bool {
    let waiting = active.filter { rows[$0]?.state.question != nil }
    guard !waiting.isEmpty else { return false }
    return active.subtracting(waiting).allSatisfy { leaf in
      guard case .pending(.target)? = rows[leaf]?.state else { return false }
      var address = leaf
      while let row = rows[address] {
        if row.address != leaf, row.item == nil,
          case .group(let group) = layout[row.step].definition.kind, group.order == .parallel,
          waiting.contains(where: { $0.isInside(address) })
        {
          return true
        }
        address = row.parent
      }
      return false
    }
  }

  /// Whether timers are due.
  package func isTimeDue(at now: Instant) -> Bool {
    guard run.goal != .pause else { return false }
    return active.contains { address in
      switch rows[address]?.state {
      case .pending(.timer(let until)), .open(_, .timer(let until)): until <= now
      case .pending(.person(.approval(_, _, let expires))): expires <= now
      default: false
      }
    }
  }

  package func row(at address: StepAddress) -> StepRow? { rows[address] }

  package func definition(of row: StepRow) -> StepDefinition { layout[row.step].definition }

  /// Every step that asks a person something.
  package var questions: [StepRow] {
    rows.values.filter { $0.state.question != nil }.sorted { $0.address < $1.address }
  }

  /// Whether something may still be told of a step; a read that a cancelled step had under way
  /// answers nobody.
  package func isUnderWay(_ address: StepAddress) -> Bool { active.contains(address) }
}
