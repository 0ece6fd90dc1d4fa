import WorkflowModel
import WorkflowPlugin

/// The steps that may change something, found by what they change.
struct ChangeIndex {
  private(set) var all: [StepAddress] = []
  /// Those that may change everything.
  private var unbounded: [StepAddress] = []
  /// By each name that is written, and by each above it.
  private var atOrBelow: [String: [StepAddress]] = [:]
  private var exactly: [String: [StepAddress]] = [:]

  mutating func add(_ address: StepAddress, _ footprint: Footprint?) {
    all.append(address)
    guard let footprint else { return unbounded.append(address) }
    for name in footprint.writes {
      exactly[name, default: []].append(address)
      for above in name.andAbove { atOrBelow[above, default: []].append(address) }
    }
  }

  /// The steps whose changes may be seen by who looks at this; nil looks at everything.
  func touching(_ footprint: Footprint?) -> [StepAddress] {
    guard let footprint else { return all }
    var found = unbounded
    for name in footprint.reads {
      found += atOrBelow[name] ?? []
      for above in name.andAbove where above != name { found += exactly[above] ?? [] }
    }
    return found
  }
}

extension String {
  /// A path and all that it is below: `a/b/c`, `a/b`, `a`.
  fileprivate var andAbove: [String] {
    var names = [self]
    while let slash = names[names.count - 1].lastIndex(of: "/") {
      names.append(String(names[names.count - 1][..<slash]))
    }
    return names
  }
}
