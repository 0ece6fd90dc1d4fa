import WorkflowDiagnostics
import WorkflowModel

extension RunMachine {
  /// Makes a step's row: evaluates what it is given, once, and says how it begins.
  mutating func open(_ step: StepDefinition, under parent: StepAddress, _ event: Event) {
    if isEnding(parent) { return }
    let address = parent.child(step.name)
    if rows[address] == nil { families[parent, default: Family()].opened += 1 }
    let row = row(of: step, at: address, under: parent, event)
    write(row)
    switch row.state {
    case .settled(let result):
      settle(address, result, outputs: [:], event)
    case .pending(nil):
      if case .group(let group) = step.kind { begin(group, at: address, event) }
    default: break
    }
  }

  /// A function of its own, so that nothing still reads the rows when the new one is written:
  /// copying them all at every step would make a long run's cost quadratic.
  private func row(
    of step: StepDefinition,
    at address: StepAddress,
    under parent: StepAddress,
    _ event: Event
  ) -> StepRow {
    var row = StepRow(
      address: address,
      parent: parent,
      step: step.id,
      state: .pending(nil),
      startedAt: event.at,
      deadline: deadline(of: step, under: parent, from: event.at)
    )
    let scope = scope(at: parent)
    do throws(EvaluationFailure) {
      if let condition = step.condition, try !truth(condition, in: scope) {
        row.state = .settled(.skipped("its condition is false"))
        return row
      }
      switch step.kind {
      case .action(let use):
        row.arguments = try evaluate(use.arguments, in: scope)
        if run.goal == .pause || !isDriven {
          // Nothing is in flight: it begins when the run goes on.
          row.state = .pending(.timer(until: event.at))
        } else {
          row.attempts = 1
          row.state = .open(Attempt(number: 1, epoch: event.epoch, openedAt: event.at), nil)
        }
      case .gate(let gate):
        row.arguments = try evaluate(gate.read?.arguments ?? [:], in: scope)
        row.state = try beginning(of: gate, row, in: scope, event)
      case .group(let group):
        if let call = group.call { row.arguments = try inputs(of: call, in: scope) }
        if let iteration = group.iteration {
          row.items = try items(of: iteration, in: scope)
        }
      }
    } catch {
      row.state = .pending(.person(.failure(.noValue(error))))
    }
    return row
  }

  private func beginning(
    of gate: Gate,
    _ row: StepRow,
    in scope: Scope,
    _ event: Event
  ) throws(EvaluationFailure) -> StepState {
    switch gate {
    case .reading, .work: .pending(.target(next: event.at))
    case .time(let moment): .pending(.timer(until: try instant(of: moment, in: scope, event)))
    case .approval(let approval):
      .pending(.person(try question(approval, expires: row.deadline, in: scope)))
    }
  }

  private func instant(
    of moment: Moment,
    in scope: Scope,
    _ event: Event
  ) throws(EvaluationFailure) -> Instant {
    switch moment {
    case .after(let template):
      let value = try template.evaluate(in: scope)
      if value.isUnknown { return event.at }
      guard let text = value.string, let duration = Duration(words: text) else {
        throw EvaluationFailure("'\(value)' is no duration, such as 10m.")
      }
      return event.at + run.paced(duration)
    case .at(let template):
      let value = try template.evaluate(in: scope)
      if value.isUnknown { return event.at }
      guard let text = value.string, let instant = Instant(text) else {
        throw EvaluationFailure("'\(value)' is no time, such as 2026-12-01T22:00:00Z.")
      }
      return instant
    }
  }

  private func question(
    _ approval: Approval,
    expires: Instant,
    in scope: Scope
  ) throws(EvaluationFailure) -> Question {
    var evidence: [Value] = []
    for template in approval.evidence { evidence.append(try template.evaluate(in: scope)) }
    return .approval(
      message: try approval.message.evaluate(in: scope).description,
      evidence: evidence,
      expires: expires
    )
  }

  /// What a called workflow is given, its defaults filled in.
  private func inputs(
    of call: CalledWorkflow,
    in scope: Scope
  ) throws(EvaluationFailure) -> [String: Value] {
    let given = try evaluate(call.arguments, in: scope)
    var values: [String: Value] = [:]
    for input in call.inputs {
      let value = given[input.name] ?? input.defaultValue ?? .null
      guard input.type.admits(value) || value.isUnknown || !value.isKnown else {
        throw EvaluationFailure(
          "'\(call.name)' takes a \(input.type) as '\(input.name)'; '\(value)' is none."
        )
      }
      values[input.name] = value
    }
    return values
  }

  /// No later than the enclosing group's, which bounds all inside it.
  private func deadline(
    of step: StepDefinition,
    under parent: StepAddress,
    from start: Instant
  ) -> Instant {
    let own = start + step.timeout
    return rows[parent].map { min(own, $0.deadline) } ?? own
  }

  /// Begins as many members or items of a group as may run side by side.
  private mutating func begin(_ group: Group, at address: StepAddress, _ event: Event) {
    if group.iteration != nil {
      if rows[address]?.items.isEmpty ?? true { return endGroup(address, event) }
      return fill(address)
    }
    if group.members.isEmpty { return endGroup(address, event) }
    let side =
      group.order == .sequence ? 1 : min(group.members.count, group.concurrency ?? .max)
    for member in group.members.prefix(side) { agenda.append(.open(member, parent: address)) }
  }

  /// Opens further items of a foreach while there is room for them.
  private mutating func fill(_ address: StepAddress) {
    // In one that is over, an undo may ask a person: that makes room for nothing.
    guard let row = rows[address], !row.state.isSettled,
      case .group(let group) = layout[row.step].definition.kind
    else { return }
    let family = families[address] ?? Family()
    if isEnding(address) || !mayBeginItems(of: row, group) { return }
    let room = (group.concurrency ?? row.items.count) - family.underWay
    let left = row.items.count - family.opened
    for index in 0..<max(0, min(room, left)) {
      agenda.append(.openItem(family.opened + index, of: address))
    }
  }

  mutating func openItem(_ index: Int, of address: StepAddress, _ event: Event) {
    guard let row = rows[address], case .group(let group) = layout[row.step].definition.kind else {
      preconditionFailure("only a group has items")
    }
    let item = row.items[index]
    let itemAddress = address.item(item.key)
    // Two items that end in one event may both have called for the next.
    if rows[itemAddress] != nil { return }
    families[address, default: Family()].opened += 1
    write(
      StepRow(
        address: itemAddress,
        parent: address,
        step: row.step,
        state: .pending(nil),
        item: item,
        startedAt: event.at,
        deadline: row.deadline
      )
    )
    if let first = group.members.first {
      agenda.append(.open(first, parent: itemAddress))
    } else {
      endGroup(itemAddress, event)
    }
  }

  /// Goes on in a group, one of whose members or items has settled.
  mutating func advance(_ parent: StepAddress, after step: String, _ event: Event) {
    if isEnding(parent) { return }
    guard let row = rows[parent] else {
      let next = layout[step].index + 1
      if next == layout.top.count + layout.finally.count, run.phase == .finally {
        close(at: event.at)
      } else if next == layout.top.count {
        endSteps(event)
      } else if next < layout.top.count {
        agenda.append(.open(layout.top[next], parent: .root))
      } else if next - layout.top.count < layout.finally.count {
        agenda.append(.open(layout.finally[next - layout.top.count], parent: .root))
      }
      return
    }
    guard case .group(let group) = layout[row.step].definition.kind else {
      preconditionFailure("only a group has members")
    }
    // The last of them may have ended together.
    if row.state.isSettled { return }
    let family = families[parent] ?? Family()
    if group.iteration != nil, row.item == nil {
      // After a failure no item may be to come.
      let isOver = family.settled == family.opened && !mayBeginItems(of: row, group)
      if family.settled == row.items.count || isOver {
        endGroup(parent, event)
      } else {
        fill(parent)
      }
    } else if group.order == .parallel {
      if family.opened < group.members.count {
        let room = max(1, (group.concurrency ?? group.members.count) - family.underWay)
        for member in group.members.dropFirst(family.opened).prefix(room) {
          agenda.append(.open(member, parent: parent))
        }
      } else if family.settled == group.members.count {
        endGroup(parent, event)
      }
    } else {
      let next = layout[step].index + 1
      if next < group.members.count {
        agenda.append(.open(group.members[next], parent: parent))
      } else {
        endGroup(parent, event)
      }
    }
  }

  /// A step waits for a person: other items may take the place of the one it stands in.
  mutating func park(_ leaf: StepAddress) {
    var address = leaf
    while let row = rows[address] {
      if row.item != nil { fill(row.parent) }
      address = row.parent
    }
  }

  /// Keeps count of the items in which nothing goes on until a person acts.
  mutating func notePark(of leaf: StepAddress) {
    var address = leaf
    while let row = rows[address] {
      if row.item != nil {
        let isParked =
          rows[leaf]?.state.question != nil
          && active.allSatisfy { other in
            !other.isInside(address) || rows[other]?.state.question != nil
          }
        if isParked {
          families[row.parent, default: Family()].parked.insert(address)
        } else {
          families[row.parent]?.parked.remove(address)
        }
      }
      address = row.parent
    }
  }

  /// Whether no failure keeps further items of a foreach from beginning.
  private func mayBeginItems(of row: StepRow, _ group: Group) -> Bool {
    guard group.iteration?.onItemFailure == .stopNew else { return true }
    return !row.items.contains { rows[row.address.item($0.key)]?.state.isFailed == true }
      && !active.contains { leaf in
        guard leaf.isInside(row.address), let state = rows[leaf]?.state else { return false }
        return state.attention != nil && state.attempt?.aim != .undo
      }
  }

  /// All members have settled: evaluates the group's outputs and ends it.
  mutating func endGroup(_ address: StepAddress, _ event: Event) {
    guard let row = rows[address], case .group(let group) = layout[row.step].definition.kind else {
      preconditionFailure("only a group ends with its members")
    }
    if group.iteration != nil, row.item == nil {
      let list = row.items.compactMap { item -> Value? in
        guard let itemRow = rows[address.item(item.key)], itemRow.state.isDone else { return nil }
        return .object(itemRow.outputs.merging(["key": .string(item.key)]) { own, _ in own })
      }
      settle(address, .done(.executed), outputs: ["items": .list(list)], event)
      return
    }
    let outputs: [String: Value]
    do throws(EvaluationFailure) {
      outputs = try evaluate(group.outputs, in: scope(at: address))
    } catch {
      let failure = StepFailure(.permanent, .outputsWithoutValue, detail: error.detail)
      return update(address) { $0.state = .pending(.person(.failure(failure))) }
    }
    settle(address, .done(.executed), outputs: outputs, event)
  }

  private func items(
    of iteration: Group.Iteration,
    in scope: Scope
  ) throws(EvaluationFailure) -> [StepRow.Item] {
    var value = try iteration.list.evaluate(in: scope)
    if value.isUnknown {
      // Only a plan has such: it shows the items that there may be, or one for all of them.
      guard let possible = try iteration.list.possibleList(in: scope) else {
        return [StepRow.Item(key: "each", value: .unknown("each \(iteration.variable)"))]
      }
      value = possible
    }
    guard let values = value.list else {
      throw EvaluationFailure("A \(value.kindName) is no list of items.")
    }
    var items: [StepRow.Item] = []
    var keys: Set<String> = []
    for value in values {
      var inner = scope
      inner.names[iteration.variable] = value
      let key = try iteration.key?.evaluate(in: inner) ?? value
      switch key {
      case .string, .int, .unknown: break
      default: throw EvaluationFailure("A \(key.kindName) cannot be the key of an item.")
      }
      guard keys.insert(key.description).inserted else {
        throw EvaluationFailure("Two items have the key '\(key)'.")
      }
      items.append(StepRow.Item(key: key.description, value: value))
    }
    return items
  }
}

extension StepFailure {
  /// What was to be evaluated has no value.
  static func noValue(_ failure: EvaluationFailure) -> StepFailure {
    StepFailure(.permanent, .evaluationFailed, detail: failure.detail)
  }
}

extension Template {
  /// The longer list of `if(condition, list, list)`, whose condition is not known yet.
  fileprivate func possibleList(in scope: Scope) throws(EvaluationFailure) -> Value? {
    guard case .expression(.call("if", let arguments)) = self, arguments.count == 3 else {
      return nil
    }
    let lists = (
      try arguments[1].evaluate(in: scope).list, try arguments[2].evaluate(in: scope).list
    )
    guard let first = lists.0, let second = lists.1 else { return nil }
    return .list(first.count < second.count ? second : first)
  }
}
