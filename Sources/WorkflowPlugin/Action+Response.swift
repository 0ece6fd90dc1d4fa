public import WorkflowModel

extension Action {
  /// What is done about an observation, before anything is sent: the same in a plan and in a run.
  public enum Response: Hashable, Sendable {
    /// It is there already.
    case nothing
    /// The calls are sent.
    case send
    /// Something else of that name is there: a person decides.
    case judge
    /// It is somebody else's.
    case leave
    /// It is in a failed state.
    case mend
    /// The target is at work on it.
    case follow(OperationHandle?)
  }

  public func response(to observation: Observation) -> Response {
    guard effect == .probed else { return .send }
    switch observation.state {
    case .mine: return .nothing
    case .absent: return .send
    case .different: return descriptor.onDifferent == .alter ? .send : .judge
    case .foreign: return .leave
    case .goneBad: return .mend
    case .inProgress(let handle): return .follow(handle)
    }
  }
}

extension ActionDescriptor {
  /// The values that an action is given, with its defaults where a step says nothing.
  public func completing(_ values: [String: Value]) -> [String: Value] {
    var values = values
    for input in inputs where values[input.name] ?? .null == .null {
      values[input.name] = input.defaultValue
    }
    return values
  }
}
