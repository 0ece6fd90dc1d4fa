import WorkflowModel

/// The steps of a called workflow under the id of the call, so that ids stay unique.
extension StepDefinition {
  func qualified(by call: String) -> StepDefinition {
    var step = self
    step.id = "\(call).\(id)"
    step.condition = condition?.qualified(by: call)
    step.undo?.after = undo?.after.map { "\(call).\($0)" }
    step.undo?.use = undo?.use?.qualified(by: call)
    switch kind {
    case .action(let use): step.kind = .action(use.qualified(by: call))
    case .gate(let gate): step.kind = .gate(gate.qualified(by: call))
    case .group(let group): step.kind = .group(group.qualified(by: call))
    }
    return step
  }
}

extension ActionUse {
  fileprivate func qualified(by call: String) -> ActionUse {
    ActionUse(action: action, arguments: arguments.mapValues { $0.qualified(by: call) })
  }
}

extension Gate {
  fileprivate func qualified(by call: String) -> Gate {
    switch self {
    case .reading(var reading):
      reading.use = reading.use.qualified(by: call)
      reading.until = reading.until.qualified(by: call)
      reading.failWhen = reading.failWhen?.qualified(by: call)
      reading.progress = reading.progress?.qualified(by: call)
      return .reading(reading)
    case .time(.after(let length)): return .time(.after(length.qualified(by: call)))
    case .time(.at(let moment)): return .time(.at(moment.qualified(by: call)))
    case .approval(var approval):
      approval.message = approval.message.qualified(by: call)
      approval.evidence = approval.evidence.map { $0.qualified(by: call) }
      return .approval(approval)
    case .work(var work):
      work.instructions = work.instructions.qualified(by: call)
      work.proof = work.proof.qualified(by: call)
      work.until = work.until.qualified(by: call)
      return .work(work)
    }
  }
}

extension Group {
  fileprivate func qualified(by name: String) -> Group {
    var group = self
    group.members = members.map { $0.qualified(by: name) }
    group.outputs = outputs.mapValues { $0.qualified(by: name) }
    group.iteration?.list = iteration?.list.qualified(by: name) ?? .literal([])
    group.iteration?.key = iteration?.key?.qualified(by: name)
    group.call?.arguments = call?.arguments.mapValues { $0.qualified(by: name) } ?? [:]
    return group
  }
}

extension Template {
  func qualified(by call: String) -> Template {
    switch self {
    case .literal: self
    case .expression(let expression): .expression(expression.qualified(by: call))
    case .interpolation(let parts): .interpolation(parts.map { $0.qualified(by: call) })
    case .list(let parts): .list(parts.map { $0.qualified(by: call) })
    case .object(let members): .object(members.mapValues { $0.qualified(by: call) })
    }
  }
}

extension Expression {
  func qualified(by call: String) -> Expression {
    switch self {
    case .literal, .name: self
    case .member(.name("steps"), let id): .member(.name("steps"), "\(call).\(id)")
    case .member(let base, let field): .member(base.qualified(by: call), field)
    case .index(let a, let b): .index(a.qualified(by: call), b.qualified(by: call))
    case .unary(let op, let a): .unary(op, a.qualified(by: call))
    case .binary(let op, let a, let b):
      .binary(op, a.qualified(by: call), b.qualified(by: call))
    case .call(let name, let arguments):
      .call(name, arguments.map { $0.qualified(by: call) })
    }
  }
}
