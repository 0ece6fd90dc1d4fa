import WorkflowDiagnostics
import WorkflowModel

extension ExpressionChecker {
  mutating func call(
    _ name: String,
    _ nodes: [ExpressionNode],
    _ range: Range<Int>
  ) -> ExpressionType {
    let types = nodes.map { operand($0) }
    guard let function = ExpressionFunction(rawValue: name) else {
      let names = ExpressionFunction.allCases.map(\.rawValue)
      return report(
        .unknownReference,
        "There is no function '\(name)'.",
        remedy: names.nearest(to: name).map { "Did you mean '\($0)'?" }
          ?? "There are \(names.joined(separator: ", ")).",
        range.lowerBound..<range.lowerBound + name.unicodeScalars.count
      )
    }
    guard let wanted = function.parameters else { return .list(ExpressionType.joined(types)) }
    guard wanted.count == nodes.count else {
      report(
        .typeMismatch,
        "'\(name)' takes \(wanted.count) \(wanted.count == 1 ? "value" : "values") "
          + "and is given \(nodes.count).",
        range
      )
      return ExpressionType(function.result)
    }
    for ((node, type), parameter) in zip(zip(nodes, types), wanted) where !type.fits(parameter) {
      report(
        .typeMismatch,
        "'\(name)' takes \(parameter) here, and this is \(type).",
        remedy: type.unwrapped.fits(parameter) ? "Say what holds for null: (value ?? other)" : nil,
        node.range
      )
    }
    switch function {
    case .choose: return types[1].joined(with: types[2])
    case .length, .empty: measured(types[0], nodes[0].range)
    case .contains: contained(types[1], in: types[0], nodes)
    case .flatten: return flattened(types[0], nodes)
    default: break
    }
    return ExpressionType(function.result)
  }

  /// What has a length: texts, lists and objects.
  private mutating func measured(_ type: ExpressionType, _ range: Range<Int>) {
    switch type {
    case .list, .record, .value(.object), .value(.string), .unknown: break
    case .optional: _ = mayBeNull(range)
    default: report(.typeMismatch, "A value of type \(type) has no length.", range)
    }
  }

  private mutating func contained(
    _ part: ExpressionType,
    in whole: ExpressionType,
    _ nodes: [ExpressionNode]
  ) {
    switch whole {
    case .optional: _ = mayBeNull(nodes[0].range)
    case .list(let element) where !part.isComparable(with: element):
      report(
        .typeMismatch,
        "A list of \(element) never contains a value of type \(part).",
        nodes[1].range
      )
    case .list, .unknown: break
    case .value(.string):
      if part.isOptional {
        _ = mayBeNull(nodes[1].range)
      } else if !part.isUnknown, !part.isText {
        report(.typeMismatch, "A text contains texts, and this is \(part).", nodes[1].range)
      }
    default:
      report(
        .typeMismatch,
        "'contains' looks into a list or a text, and this is \(whole).",
        nodes[0].range
      )
    }
  }

  /// The elements of one field of a list's items, such as the outputs of a foreach.
  private mutating func flattened(
    _ list: ExpressionType,
    _ nodes: [ExpressionNode]
  ) -> ExpressionType {
    let unknown = ExpressionType.list(.unknown)
    guard case .literal(.string(let field)) = nodes[1].form else {
      report(
        .typeMismatch,
        "'flatten' takes the name of a field here, in quotes.",
        nodes[1].range
      )
      return unknown
    }
    guard case .list(let item) = list else { return unknown }
    guard case .record(let fields) = item.unwrapped else {
      if item.isUnknown || item.unwrapped == .value(.object) { return unknown }
      report(
        .typeMismatch,
        "The items are of type \(item) and have no fields.",
        nodes[0].range
      )
      return unknown
    }
    guard let type = fields[field] else {
      report(
        .unknownReference,
        "The items have no field '\(field)'.",
        remedy: didYouMean(field, among: fields.keys.sorted())
          ?? "They have \(fields.keys.sorted().joined(separator: ", ")).",
        nodes[1].range
      )
      return unknown
    }
    switch type.unwrapped {
    case .list(let element): return .list(element)
    case .unknown: return unknown
    default:
      report(.typeMismatch, "Field '\(field)' is no list but \(type).", nodes[1].range)
      return unknown
    }
  }
}
