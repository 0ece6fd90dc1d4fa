import WorkflowMachine
import WorkflowModel
import WorkflowTesting

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Chance: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True once in `count` times.
  mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }
}

/// A small definition of random steps, in which every kind of step and rule may occur.
struct RandomDefinition {
  var chance: Chance
  private var count = 0

  init(chance: Chance) { self.chance = chance }

  mutating func make() -> WorkflowDefinition {
    let steps = members(depth: 0, mayOwe: true)
    let finally = chance.once(in: 2) ? members(depth: 1, mayOwe: false) : []
    return WorkflowDefinition(
      name: "random",
      steps: steps,
      finally: finally,
      onError: chance.once(in: 4) ? [rule()] : []
    )
  }

  private mutating func members(depth: Int, mayOwe: Bool) -> [StepDefinition] {
    var members = (0..<Int.random(in: 1...4, using: &chance)).map { _ in
      step(depth: depth, mayOwe: mayOwe)
    }
    for index in members.indices.dropLast() where members[index].undo?.occasion == .always {
      let next = members[index + 1].id
      if chance.once(in: 2) { members[index].undo?.after = next }
    }
    return members
  }

  private mutating func step(depth: Int, mayOwe: Bool) -> StepDefinition {
    count += 1
    let id = "s\(count)"
    var step = StepDefinition(
      id: id,
      kind: kind(id, depth: depth, mayOwe: mayOwe),
      timeout: .seconds(3600),
      retry: RetryPolicy(maxAttempts: 2)
    )
    if chance.once(in: 6) { step.condition = .literal(.bool(chance.once(in: 2))) }
    if chance.once(in: 4) { step.onError = [rule()] }
    if case .action = step.kind, mayOwe {
      if chance.once(in: 2) { step.undo = Undo(chance.once(in: 2) ? .always : .rollback) }
      step.isPivot = chance.once(in: 8)
    }
    step.isSkippable = !chance.once(in: 5)
    return step
  }

  private mutating func rule() -> FailureRule {
    FailureRule(
      chance.pick(FailureRule.Consequence.allCases),
      when: chance.pick([[], ["permanent"], ["1475"], ["indeterminate"]])
    )
  }

  private mutating func kind(_ id: String, depth: Int, mayOwe: Bool) -> StepDefinition.Kind {
    switch Int.random(in: 0..<(depth < 2 ? 13 : 9), using: &chance) {
    case 0...4: return Definitions.action(id).kind
    case 5: return gate(id).kind
    case 6: return .gate(.time(.after(.literal("10m"))))
    case 7: return .gate(.approval(Approval(message: .literal("Go on?"))))
    case 8:
      return .gate(
        .work(
          ManualWork(
            instructions: .literal("Turn it on."),
            proof: ActionUse(action: "scripted.look"),
            until: .member(.name("result"), "ready")
          )
        )
      )
    case 9: return .group(Group(members: members(depth: depth + 1, mayOwe: mayOwe)))
    case 10:
      return .group(
        Group(
          members: members(depth: depth + 1, mayOwe: mayOwe),
          call: CalledWorkflow(name: "inner", inputs: [], arguments: [:])
        )
      )
    case 11:
      return .group(
        Group(
          members: members(depth: depth + 1, mayOwe: mayOwe),
          order: .parallel,
          concurrency: chance.pick([nil, 1, 2])
        )
      )
    default:
      return .group(
        Group(
          members: members(depth: depth + 1, mayOwe: mayOwe),
          concurrency: chance.pick([nil, 1, 2]),
          iteration: .init(
            list: .literal(.list(["a", "b", "c", "d"])),
            variable: "item",
            onItemFailure: chance.pick([.continue, .stopNew])
          )
        )
      )
    }
  }
}
