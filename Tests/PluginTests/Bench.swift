import CoreSteps
import ManagedInstanceSteps
import SQLServerSteps
import Secrets
import StorageSteps
import SynapseSteps
import Testing
import WorkflowModel
import WorkflowPlugin

let registry = PluginRegistry([
  CorePlugin.plugin, SQLServerPlugin.plugin, ManagedInstancePlugin.plugin, SynapsePlugin.plugin,
  StoragePlugin.plugin,
])

/// An action beside the arguments that the engine would give it, defaults filled in.
struct Bench {
  var action: Action
  var arguments: Arguments

  init(_ name: String, _ values: [String: Value]) throws {
    action = try #require(registry[name])
    var filled = values
    for input in action.descriptor.inputs where filled[input.name] == nil {
      filled[input.name] = input.defaultValue ?? (input.type.isOptional ? .null : nil)
      if input.name == "connection" { filled[input.name] = "here" }
    }
    for (name, value) in filled {
      let input = try #require(action.descriptor.input(name), "no input '\(name)'")
      #expect(input.type.admits(value), "'\(name)' is not of type \(input.type)")
    }
    for input in action.descriptor.inputs {
      #expect(filled[input.name] != nil, "'\(input.name)' is missing")
    }
    arguments = Arguments(
      filled,
      run: RunID(rawValue: "spring-tide"),
      address: StepAddress(rawValue: "links[Sales]/step")
    )
  }

  /// What the probe sends; every call of it reads, from the connection that was given.
  func probeCalls() throws -> [Call] {
    let probe = try #require(action.probe)
    let calls = try probe.calls(arguments)
    for call in calls {
      #expect(call.access == .read)
      #expect(call.connection == "here")
    }
    return calls
  }

  func probe() throws -> [String] { try probeCalls().map(\.text) }

  func observe(_ answers: Answer...) throws -> Observation {
    let probe = try #require(action.probe)
    let observation = try probe.read(arguments, answers)
    if observation.state == .mine { expectDeclared(observation.outputs) }
    return observation
  }

  /// The outputs are those that the descriptor declares, no more and no fewer.
  private func expectDeclared(_ outputs: [String: Value]) {
    #expect(Set(outputs.keys) == Set(action.descriptor.outputs.map(\.name)))
    for output in action.descriptor.outputs {
      if let value = outputs[output.name] {
        #expect(output.type.admits(value), "output '\(output.name)' is not \(output.type)")
      }
    }
  }

  /// What the action sends; every call of it writes, and giving it twice gives the same.
  func writeCalls(after observation: Observation? = nil) throws -> [Call] {
    let calls = try #require(action.calls)
    let sent = try calls(arguments, observation)
    #expect(try calls(arguments, observation) == sent)
    for call in sent {
      #expect(call.access == .write)
      #expect(call.connection == "here")
    }
    return sent
  }

  func writes(after observation: Observation? = nil) throws -> [String] {
    try writeCalls(after: observation).map(\.text)
  }

  /// What takes the effect away again; every call of it writes.
  func inverse(after observation: Observation? = nil) throws -> [String] {
    let inverse = try #require(action.inverse)
    let sent = try inverse(arguments, observation)
    #expect(try inverse(arguments, observation) == sent)
    for call in sent { #expect(call.access == .write) }
    return sent.map(\.text)
  }

  /// The failure that the body ends in.
  func failure(_ body: (Bench) throws -> Void) throws -> StepFailure {
    do {
      try body(self)
    } catch let failure as StepFailure {
      return failure
    }
    Issue.record("no failure")
    return StepFailure(.permanent, code: "", detail: "")
  }
}

extension Answer {
  static func rows(_ rows: [String: Value]...) -> Answer { .sql(resultSets: [rows]) }

  static let noRows = Answer.sql(resultSets: [[]])
  static let notFound = Answer.rest(status: 404, body: .null, operation: nil)

  static func found(_ body: Value) -> Answer { .rest(status: 200, body: body, operation: nil) }
}
