import Foundation
import Secrets
import WorkflowModel
import WorkflowPlugin

/// An action's calls, made with whatever of its arguments a plan has.
///
/// A text that is not known yet takes part as `‹source›`; an action whose calls cannot be made
/// that way is said to depend on it.
struct Rendering {
  private let action: Action
  /// Placeholders in the place of texts that are not known yet.
  let arguments: Arguments
  /// Where the values come from that are not known yet.
  let unknowns: [String]
  /// Whether every value is known, or a text that can be stood for.
  private let canBeMade: Bool

  init(
    _ action: Action,
    _ values: [String: Value],
    run: RunID,
    at address: StepAddress,
    _ now: Instant
  ) {
    self.action = action
    var filled: [String: Value] = [:]
    var unknowns: [String] = []
    var canBeMade = true
    for (name, value) in action.descriptor.completing(values) {
      guard !value.isKnown else {
        filled[name] = value
        continue
      }
      unknowns += value.sources
      let type = action.descriptor.input(name)?.type ?? .any
      if let placeholder = value.placeholder(for: type) {
        filled[name] = placeholder
      } else {
        canBeMade = false
      }
    }
    arguments = Arguments(filled, run: run, address: address, at: now)
    self.unknowns = Array(Set(unknowns)).sorted()
    self.canBeMade = canBeMade
  }

  var isKnown: Bool { unknowns.isEmpty }

  enum Outcome {
    /// `momentary` names what of the moment of the run they are made from.
    case calls([Forecast.Call], momentary: [String])
    /// The action refuses the values.
    case refused(StepFailure)
    /// Nothing can be made before the values are known.
    case notYet
  }

  func calls(_ make: Action.Calls, _ observation: Observation?) -> Outcome {
    guard canBeMade else { return .notYet }
    do throws(StepFailure) {
      let calls = try make(arguments, observation)
      let sources = try momentarySources(of: calls, make, observation)
      return .calls(calls.map { shown($0) }, momentary: sources)
    } catch {
      return isKnown ? .refused(error) : .notYet
    }
  }

  /// What differs from run to run in calls that are made from the same values.
  private func momentarySources(
    of calls: [Call],
    _ make: Action.Calls,
    _ observation: Observation?
  ) throws(StepFailure) -> [String] {
    var sources: [String] = []
    var later = arguments
    later.at = arguments.at + Duration.seconds(Self.aWhile)
    let made = try make(later, observation)
    if made != calls { sources.append("the moment of the run") }
    var other = arguments
    other.run = RunID(rawValue: arguments.run.rawValue + "-other")
    let others = try make(other, observation)
    if others != calls { sources.append("the run's name") }
    return sources
  }

  /// In seconds; the date, the hour, the minute and the second are then other ones.
  private static let aWhile = 400 * 86_400 + 7 * 3600 + 13 * 60 + 17

  /// The reads of a probe, for an action that is nothing else.
  var reads: [Forecast.Call] {
    guard canBeMade, let probe = action.probe, let calls = try? probe.calls(arguments) else {
      return []
    }
    return calls.map(shown)
  }

  /// With names cut where they are not known yet: they stand for all that they may become.
  var footprint: Footprint? {
    guard canBeMade, let footprint = action.footprint?(arguments) else { return nil }
    func cut(_ names: Set<String>) -> Set<String> {
      Set(
        names.map { name in
          name.split(separator: "/").prefix { !$0.contains("‹") }.joined(separator: "/")
        }
      )
    }
    let known = Footprint(reads: cut(footprint.reads), writes: cut(footprint.writes))
    return known.reads.contains("") || known.writes.contains("") ? nil : known
  }

  /// All outputs of the action, with the values of those that can be foreseen.
  func outputs(of address: StepAddress, after observation: Observation?) -> [String: Value] {
    var outputs = Self.unknownOutputs(of: action, at: address)
    guard canBeMade, let foresees = action.foresees else { return outputs }
    for (name, value) in foresees(arguments, observation) {
      outputs[name] = unknowns.isEmpty ? value : value.withoutPlaceholders(unknowns)
    }
    return outputs
  }

  static func unknownOutputs(of action: Action, at address: StepAddress) -> [String: Value] {
    var outputs: [String: Value] = [:]
    for output in action.descriptor.outputs {
      outputs[output.name] = .unknown("\(address).\(output.name)")
    }
    return outputs
  }

  private func shown(_ call: Call) -> Forecast.Call {
    var text = call.text
    for source in unknowns {
      let placeholder = Value.unknown(source).description
      text = text.replacing(URLText.segment(placeholder), with: placeholder)
      text = text.replacing(placeholder.replacing("]", with: "]]"), with: placeholder)
      text = text.replacing(placeholder.replacing("'", with: "''"), with: placeholder)
      text = text.replacing("‹prompt://\(placeholder)›", with: placeholder)
    }
    return Forecast.Call(
      connection: call.connection,
      access: call.access.rawValue,
      purpose: call.purpose,
      text: text
    )
  }
}

extension Value {
  /// Where the parts of it come from that are not known yet.
  var sources: [String] {
    switch self {
    case .unknown(let source): [source]
    case .list(let values): values.flatMap(\.sources)
    case .object(let members): members.values.flatMap(\.sources)
    default: []
    }
  }

  /// What may stand for a value of this type that is not known; nil where nothing may.
  fileprivate func placeholder(for type: ValueType) -> Value? {
    switch (type.unwrapped, self) {
    case (.string, .unknown), (.connection, .unknown): .string(description)
    case (.secret, .unknown): .secret(.prompt(description))
    case (.list(let element), .list(let values)):
      Self.all(values.map { $0.isKnown ? $0 : $0.placeholder(for: element) }).map { .list($0) }
    default: nil
    }
  }

  private static func all(_ values: [Value?]) -> [Value]? {
    let found = values.compactMap { $0 }
    return found.count == values.count ? found : nil
  }

  /// Unknown again, where a placeholder has become a part of it.
  fileprivate func withoutPlaceholders(_ sources: [String]) -> Value {
    switch self {
    case .string(let text):
      if let source = sources.first(where: { text == Value.unknown($0).description }) {
        .unknown(source)
      } else if sources.contains(where: { text.contains(Value.unknown($0).description) }) {
        .unknown(text)
      } else {
        self
      }
    case .list(let values): .list(values.map { $0.withoutPlaceholders(sources) })
    case .object(let members): .object(members.mapValues { $0.withoutPlaceholders(sources) })
    default: self
    }
  }
}
