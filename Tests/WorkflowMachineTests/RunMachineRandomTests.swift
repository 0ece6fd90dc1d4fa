import Testing
import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowTesting

@Suite struct `Any run` {
  @Test func `ends once all is answered, whatever happens, and owes nothing then`() throws {
    for seed in UInt64(1)...400 {
      var walk = try RandomWalk(seed: seed)
      try walk.wander(turns: 60)
      let isClosed = try walk.answerAll()
      #expect(isClosed, "seed \(seed): \(walk.standing)")
      guard isClosed else { return }
      let wrong = try walk.wrongs()
      #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
      if !wrong.isEmpty { return }
    }
  }
}

/// One random run under random events, taken up again from its stored rows at random points.
private struct RandomWalk {
  var chance: Chance
  let definition: WorkflowDefinition
  let run: RunRow
  var machine: RunMachine
  var stored: [StepAddress: StepRow] = [:]
  var events: [Event] = []
  var now = start
  var epoch: Int64 = 1
  /// Begun, and not answered yet.
  var live: [StepAddress: Work.Kind] = [:]

  init(seed: UInt64) throws {
    chance = Chance(seed: seed)
    var random = RandomDefinition(chance: chance)
    definition = random.make()
    chance = random.chance
    run = try Definitions.run(definition)
    machine = RunMachine(definition: definition, run: run)
    try take(.runStarted)
  }

  var standing: String {
    stored.values.filter { !$0.state.isSettled }.map { "\($0.address) \($0.state)" }
      .joined(separator: "\n") + "\n\(machine.run.goal) \(machine.run.phase)"
  }

  mutating func take(_ kind: Event.Kind) throws {
    let event = Event(kind, at: now, epoch: epoch)
    let transition = try machine.handle(event)
    events.append(event)
    for row in transition.rows { stored[row.address] = row }
  }

  mutating func wander(turns: Int) throws {
    for _ in 0..<turns where !machine.isClosed {
      begin()
      switch Int.random(in: 0..<20, using: &chance) {
      case 0: reload()
      case 1...3: try decideSomething()
      case 4...6: try letTimePass()
      default:
        guard let (address, kind) = live.min(by: { $0.key < $1.key }) else {
          try letTimePass()
          continue
        }
        let (other, otherKind) =
          chance.once(in: 2)
          ? (address, kind)
          : chance.pick(
            live.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
          )
        live[other] = nil
        if machine.isUnderWay(other) { try take(answer(other, otherKind)) }
      }
    }
  }

  /// Lets all succeed and answers all that is asked; false when the run does not end so.
  mutating func answerAll() throws -> Bool {
    for _ in 0..<600 {
      if machine.isClosed { return true }
      if machine.run.goal == .pause { try decide(.retryAll) }
      begin()
      if let (address, kind) = live.min(by: { $0.key < $1.key }) {
        live[address] = nil
        if machine.isUnderWay(address) { try take(success(address, kind)) }
      } else if let row = machine.questions.first {
        guard let verb = verbs(row).first(where: isLegal) else { return false }
        try decide(verb)
      } else if machine.nextWake() != nil {
        try letTimePass()
      } else {
        return false
      }
    }
    return false
  }

  /// What must not be so in a run that has ended.
  func wrongs() throws -> [String] {
    var wrongs: [String] = []
    for row in stored.values.sorted(by: { $0.address < $1.address }) {
      let step = machine.definition(of: row)
      if !row.state.isSettled { wrongs.append("\(row.address) is open") }
      if let undo = step.undo, row.owes(undo) { wrongs.append("\(row.address) is owed") }
      guard machine.run.outcome == .rolledBack else { continue }
      if step.undo != nil, row.hasEffectToUndo { wrongs.append("\(row.address) stays") }
      if step.isPivot, row.hasEffectToUndo { wrongs.append("\(row.address) is a pivot") }
    }
    for step in definition.finally where stored[StepAddress.root.child(step.name)] == nil {
      wrongs.append("\(step.id) of finally was not run")
    }
    var again = RunMachine(definition: definition, run: run)
    var folded: [StepAddress: StepRow] = [:]
    for event in events {
      for row in try again.handle(event).rows { folded[row.address] = row }
    }
    if folded != stored { wrongs.append("the journal tells another story") }
    if again.run != machine.run { wrongs.append("the journal tells another end") }
    return wrongs
  }

  private mutating func begin() {
    for work in machine.work(at: now) where live[work.address] == nil {
      live[work.address] = work.kind
    }
  }

  /// As the store loads a run after its process was killed.
  private mutating func reload() {
    let needed = definition.stepsRead.union(definition.stepsRemembered)
    let beside = definition.groupsSideBySide
    let rows = stored.values.filter { row in
      guard row.state.isSettled, !needed.contains(row.step) else { return true }
      guard let parent = stored[row.parent] else { return false }
      return !parent.state.isSettled && beside.contains(parent.step)
    }
    live = [:]
    epoch += 1
    machine = RunMachine(
      definition: definition,
      run: machine.run,
      rows: rows.sorted { $0.address < $1.address }
    )
  }

  private mutating func letTimePass() throws {
    guard let wake = machine.nextWake(besides: Set(live.keys)) else { return }
    now = max(now, wake) + .seconds(1)
    if machine.isTimeDue(at: now) { try take(.timePassed) }
  }

  private func verbs(_ row: StepRow) -> [Decision.Verb] {
    let at = row.address
    return [
      .approve(at), .retry(at), .resolve(at, .done, outputs: [:]), .skip(at, outputs: [:]),
      .reject(at), .resolve(at, .notDone, outputs: [:]),
    ]
  }

  private func isLegal(_ verb: Decision.Verb) -> Bool {
    machine.refusal(of: Decision(verb, by: "ann", reason: "")) == nil
  }

  private mutating func decide(_ verb: Decision.Verb, isWhileIdle: Bool = false) throws {
    let decision = Decision(verb, by: "ann", reason: "", isWhileIdle: isWhileIdle)
    try take(.decided(decision))
  }

  private mutating func decideSomething() throws {
    var legal = machine.questions.flatMap(verbs).filter(isLegal)
    if legal.isEmpty || chance.once(in: 5) {
      legal += [.retryAll, .pause, .cancel, .rollback].filter(isLegal)
    }
    if chance.once(in: 3) { reload() }
    try decide(chance.pick(legal), isWhileIdle: live.isEmpty && chance.once(in: 2))
  }

  private mutating func answer(_ address: StepAddress, _ kind: Work.Kind) -> Event.Kind {
    if chance.once(in: 3) { return failure(address, kind) }
    if case .follow = kind, chance.once(in: 2) {
      return chance.pick([
        .operationUnreadable(address, StepFailure(.permanent, code: "403", detail: "no")),
        .operationRunning(address, next: .seconds(60), percent: 5, summary: "", calls: []),
      ])
    }
    if case .perform = kind, chance.once(in: 6) {
      let handle = OperationHandle(connection: "c", address: "a")
      return .operationAccepted(address, handle, next: .seconds(15), calls: [])
    }
    if case .settle = kind, chance.once(in: 2) { return .stepAbsent(address, summary: "") }
    if case .read = kind, chance.once(in: 2) {
      let result: [String: Value] = ["ready": false, "broken": .bool(chance.once(in: 2))]
      return .gateRead(address, result: result.merging(["percent": 5]) { $1 }, summary: "")
    }
    return success(address, kind)
  }

  private mutating func failure(_ address: StepAddress, _ work: Work.Kind) -> Event.Kind {
    let call = SentCall(connection: "c", purpose: "p", text: "t", answer: "a", at: now)
    let code = chance.pick(["1475", "1205", work == .read ? "0" : DiagnosticCode.unknownOutcome.id])
    let kind = code.hasPrefix("LF") ? .indeterminate : chance.pick(FailureKind.allCases)
    let calls = Array(repeating: call, count: Int.random(in: 0...2, using: &chance))
    return .stepFailed(address, StepFailure(kind, code: code, detail: "no"), calls: calls)
  }

  private mutating func success(_ address: StepAddress, _ kind: Work.Kind) -> Event.Kind {
    if case .read = kind {
      let result: [String: Value] = ["ready": true, "broken": false, "percent": 100]
      return .gateRead(address, result: result, summary: "")
    }
    let how = chance.pick([StepResult.Completion.executed, .noOp, .adopted, .found])
    return .stepDone(address, StepCompletion(how))
  }
}
