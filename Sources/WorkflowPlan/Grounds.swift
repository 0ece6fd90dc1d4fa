import WorkflowModel
import WorkflowPlugin

/// What each forecast rests on, so that a plan calls known only what an undisturbed run will find.
///
/// Targets are asked before the first step. An answer is as good as known unless a step that comes
/// before, or runs beside, may change what was looked at (``Footprint``); what is made from an
/// answer that is only assumed is assumed, too.
struct Grounds {
  struct Ground {
    var parent: StepAddress
    /// From the top down: each step's place among those around it.
    var path: [Place]
    /// The steps whose outputs or status were read on the way to it, and for what it is given.
    var dependencies: [StepAddress]
    /// Of a group: what its outputs are made from.
    var members: [StepAddress] = []
    /// Whether it is reached, and how often, only the run will know.
    var isConditional: Bool
    /// A target was asked for it.
    var looks = false
    /// Nobody could be asked: what is there already is not known.
    var isInDoubt = false
    /// Of the action; nil stands for everything.
    var footprint: Footprint?
    var change = Change.never
  }

  enum Change {
    case never
    /// Nothing is sent if things are as they were seen.
    case ifMistaken
    case always
  }

  struct Place {
    var address: StepAddress
    var index: Int
    /// The steps around it come in no order.
    var isSideBySide: Bool
  }

  private(set) var grounds: [StepAddress: Ground] = [:]
  private var changes = ChangeIndex()
  /// Answers to `isAssumed` that stay: what a step rests on has ended before it.
  private var assumed: [StepAddress: Bool] = [:]

  subscript(address: StepAddress) -> Ground? { grounds[address] }

  mutating func add(_ ground: Ground, at address: StepAddress) { grounds[address] = ground }

  /// Tells what a group's outputs are made from, which is known when its members are.
  mutating func note(members: [StepAddress], at address: StepAddress) {
    grounds[address]?.members = members
  }

  mutating func note(
    looks: Bool,
    _ footprint: Footprint?,
    at address: StepAddress
  ) {
    grounds[address]?.looks = looks
    grounds[address]?.footprint = footprint
  }

  mutating func noteDoubt(at address: StepAddress) { grounds[address]?.isInDoubt = true }

  mutating func note(_ change: Change, _ footprint: Footprint?, at address: StepAddress) {
    grounds[address]?.change = change
    grounds[address]?.footprint = footprint
    if change != .never { changes.add(address, footprint) }
  }

  /// Whether a step's outputs are not sure to be what they are in the plan.
  mutating func isAssumed(_ address: StepAddress) -> Bool {
    if let known = assumed[address] { return known }
    guard let ground = grounds[address] else { return false }
    let answer =
      ground.isConditional || ground.isInDoubt || isContextAssumed(address)
      || ground.members.contains { isAssumed($0) }
      || (ground.looks && isTouched(address, ground))
    assumed[address] = answer
    return answer
  }

  /// Whether it is not sure that the step is reached with what it is given in the plan.
  private mutating func isContextAssumed(_ address: StepAddress) -> Bool {
    var current = address
    while let ground = grounds[current] {
      for dependency in ground.dependencies where isAssumed(dependency) { return true }
      current = ground.parent
    }
    return false
  }

  private func isTouched(_ address: StepAddress, _ ground: Ground) -> Bool {
    changes.touching(ground.footprint).contains { other in
      guard other != address, let change = grounds[other] else { return false }
      switch change.change {
      case .never, .ifMistaken: return false
      case .always: return !isBefore(ground, change)
      }
    }
  }

  func isBefore(_ a: StepAddress, _ b: StepAddress) -> Bool {
    guard let first = grounds[a], let second = grounds[b] else { return false }
    return isBefore(first, second)
  }

  /// Whether one has ended before the other begins, in every run.
  private func isBefore(_ a: Ground, _ b: Ground) -> Bool {
    for (mine, its) in zip(a.path, b.path) where mine.address != its.address {
      return !mine.isSideBySide && mine.index < its.index
    }
    return false
  }

  /// Looks at all of it again with every change known, those of steps side by side as well.
  mutating func settle() {
    while true {
      assumed = [:]
      let mistaken = changes.all.filter { address in
        guard case .ifMistaken = grounds[address]?.change else { return false }
        return isAssumed(address)
      }
      if mistaken.isEmpty { return }
      for address in mistaken { grounds[address]?.change = .always }
    }
  }
}
