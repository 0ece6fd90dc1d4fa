import WorkflowDiagnostics
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin

/// A plan being made: the machine, and what was found out for each step that it opened.
struct PlanDraft {
  private(set) var machine: RunMachine
  var forecasts: [StepAddress: Forecast] = [:]
  var grounds: Grounds
  var inquiry: Inquiry
  let registry: PluginRegistry
  /// As their author wrote them.
  let steps: [String: StepDefinition]
  private let layout: Layout
  /// Changes by what would be made: the same one is not made twice.
  var made: [Making: StepAddress] = [:]

  struct Making: Hashable {
    var action: String
    var arguments: [String: Value]
  }

  init(
    run: RunRow,
    definition: WorkflowDefinition,
    registry: PluginRegistry,
    inquiry: Inquiry
  ) {
    machine = RunMachine(definition: definition.forPlanning, run: run)
    layout = Layout(definition)
    steps = definition.stepsByID
    grounds = Grounds()
    self.registry = registry
    self.inquiry = inquiry
  }

  var now: Instant { machine.run.startedAt }

  func step(of row: StepRow) -> StepDefinition {
    guard let step = steps[row.step] else { preconditionFailure("rows are of known steps") }
    return step
  }

  /// Drives the machine to its end.
  mutating func complete() async {
    take(.runStarted)
    while !machine.isClosed {
      let work = machine.work(at: now)
      if work.isEmpty {
        let questions = machine.questions
        if questions.isEmpty { break }
        for row in questions { pass(row) }
      }
      for item in work { await perform(item) }
    }
    grounds.settle()
    for (address, forecast) in forecasts where forecast.certainty == .known {
      if grounds.isAssumed(address) { forecasts[address]?.certainty = .assumed }
    }
  }

  private mutating func perform(_ work: Work) async {
    guard let row = machine.row(at: work.address), machine.isUnderWay(work.address) else { return }
    let step = step(of: row)
    switch (work.kind, step.kind) {
    case (.perform(let attempt), _) where attempt.aim == .undo:
      take(.stepDone(row.address, StepCompletion(.executed)))
    case (.perform, .action(let use)):
      let completion = await forecast(row, step, use)
      take(.stepDone(row.address, completion))
    case (.read, .gate(let gate)):
      let outputs = await forecast(row, step, gate)
      take(.gateRead(row.address, result: outputs, summary: ""))
    default:
      preconditionFailure("a plan's machine has actions and gates to do, and nothing in flight")
    }
  }

  /// Hands the machine an event of the planner's own making.
  private mutating func take(_ kind: Event.Kind) {
    let transition: Transition
    do throws(EventRefusal) {
      transition = try machine.handle(Event(kind, at: now))
    } catch {
      preconditionFailure("the planner's events fit the machine: \(error.detail)")
    }
    for row in transition.rows {
      if grounds[row.address] == nil { note(row) }
      endGroup(row)
    }
  }

  /// A step was reached: under which conditions, and by way of what.
  private mutating func note(_ row: StepRow) {
    let around = grounds[row.parent]
    let step = step(of: row)
    let scope = machine.scope(at: row.parent)
    var condition = forecasts[row.parent]?.condition
    var reads: Set<String> = []
    if row.item == nil {
      if let source = step.unknownCondition(in: scope) { condition = source }
      reads = step.stepsRead
    }
    grounds.add(
      Grounds.Ground(
        parent: row.parent,
        path: (around?.path ?? []) + [place(of: row)],
        dependencies: reads.map { machine.address(of: $0, seenFrom: row.parent) },
        isConditional: condition != nil
      ),
      at: row.address
    )
    var forecast = Forecast(nil)
    if case .settled(.skipped(let reason)) = row.state {
      forecast = Forecast(.skipped, reason: reason)
    } else if case .group(let group) = step.kind, group.iteration != nil, row.item == nil,
      row.items.isEmpty
    {
      forecast.reason = "its list is empty"
    }
    forecast.condition = condition
    forecasts[row.address] = forecast
  }

  private func place(of row: StepRow) -> Grounds.Place {
    var isSideBySide = row.item != nil
    if !isSideBySide, let parent = machine.row(at: row.parent),
      case .group(let group) = step(of: parent).kind
    {
      isSideBySide = group.order == .parallel
    }
    return Grounds.Place(
      address: row.address,
      index: layout[row.step].index,
      isSideBySide: isSideBySide
    )
  }

  /// What a group's outputs are made from.
  private mutating func endGroup(_ row: StepRow) {
    guard row.state.isSettled, case .group(let group) = step(of: row).kind else { return }
    if group.iteration != nil, row.item == nil {
      grounds.note(members: row.items.map { row.address.item($0.key) }, at: row.address)
    } else {
      let read = group.outputs.values.reduce(into: Set<String>()) { $0.formUnion($1.stepsRead) }
      grounds.note(
        members: read.map { machine.address(of: $0, seenFrom: row.address) },
        at: row.address
      )
    }
    forecasts[row.address]?.outputs = row.outputs
  }

  /// A step has no value for what it is given: the plan says so, and goes on behind it.
  private mutating func pass(_ row: StepRow) {
    let step = step(of: row)
    let failure =
      row.state.attention ?? StepFailure(.permanent, .evaluationFailed, detail: "It has no value.")
    let isSure = !grounds.isAssumed(row.address)
    var forecast = forecasts[row.address] ?? Forecast(nil)
    forecast.verdict = isSure ? .blocked : .unknown
    forecast.certainty = isSure ? .known : .assumed
    forecast.failure = failure
    forecast.reason = failure.detail
    forecasts[row.address] = forecast
    grounds.note(.always, nil, at: row.address)
    var outputs: [String: Value] = [:]
    switch step.kind {
    case .action(let use):
      if let action = registry[use.action] {
        outputs = Rendering.unknownOutputs(of: action, at: row.address)
      }
    case .gate(let gate):
      outputs = unknownOutputs(of: gate, at: row.address)
    case .group(let group):
      for name in group.outputs.keys { outputs[name] = .unknown("\(row.address).\(name)") }
      if group.iteration != nil, row.item == nil {
        outputs = ["items": .unknown("\(row.address)")]
      }
      show(group.members, under: row.address, "its group has no value for what it is given")
    }
    let decision = Decision(.skip(row.address, outputs: outputs), by: "plan", reason: "plan")
    take(.decided(decision))
  }

  /// Members that the machine does not open are shown all the same.
  private mutating func show(
    _ steps: [StepDefinition],
    under parent: StepAddress,
    _ reason: String
  ) {
    for step in steps {
      let address = parent.child(step.name)
      if forecasts[address] == nil {
        forecasts[address] = Forecast(.unknown, .unknown, reason: reason)
      }
      if case .group(let group) = step.kind {
        forecasts[address]?.verdict = nil
        show(group.members, under: address, reason)
      }
    }
  }
}

extension StepDefinition {
  /// What decides whether it is done, or how often, where only the run will know.
  fileprivate func unknownCondition(in scope: Scope) -> String? {
    if case .unknown(let source) = try? condition?.evaluate(in: scope) { return source.plain }
    guard case .group(let group) = kind, let list = group.iteration?.list,
      case .unknown(let source) = try? list.evaluate(in: scope)
    else { return nil }
    return "there are any in \(source.plain)"
  }

  /// The steps that its condition and what it is given read.
  fileprivate var stepsRead: Set<String> {
    var found = condition?.stepsRead ?? []
    var templates: [Template] = []
    switch kind {
    case .action(let use): templates = Array(use.arguments.values)
    case .gate(let gate):
      templates = gate.read.map { Array($0.arguments.values) } ?? []
      switch gate {
      case .reading(let reading):
        found.formUnion(reading.until.stepsRead)
        found.formUnion(reading.failWhen?.stepsRead ?? [])
      case .time(.after(let moment)), .time(.at(let moment)): templates.append(moment)
      case .approval(let approval): templates += [approval.message] + approval.evidence
      case .work(let work):
        templates.append(work.instructions)
        found.formUnion(work.until.stepsRead)
      }
    case .group(let group):
      templates = group.call.map { Array($0.arguments.values) } ?? []
      if let iteration = group.iteration {
        templates.append(iteration.list)
        found.formUnion(iteration.key?.stepsRead ?? [])
      }
    }
    for template in templates { found.formUnion(template.stepsRead) }
    return found
  }
}
