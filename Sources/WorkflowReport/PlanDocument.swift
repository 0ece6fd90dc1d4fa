package import Foundation
package import WorkflowModel

/// A plan as one stable JSON document, version 1; equal plans of one moment give equal bytes.
package struct PlanDocument: Encodable {
  private let plan = 1
  private let madeAt: String
  private let mode: Plan.Mode
  private let workflow: String
  private let file: String
  private let definition: DefinitionID
  private let inputs: [String: Value]
  private let outputs: [String: Value]
  /// By name, where each leads.
  private let connections: [String: String]
  private let counts: [String: Int]
  private let steps: [Step]
  private let blockers: [Blocker]

  private enum CodingKeys: String, CodingKey {
    case plan, mode, workflow, file, definition, inputs, outputs, connections, counts, steps
    case blockers
    case madeAt = "made_at"
  }

  /// Names each connection with what `target` says of where it leads.
  package init(_ plan: Plan, target: (String) -> String = { _ in "" }) {
    let run = plan.outline.run
    madeAt = "\(plan.madeAt)"
    mode = plan.mode
    workflow = run.workflow
    file = run.source
    definition = run.definition
    inputs = run.inputs
    outputs = run.outputs
    connections = Dictionary(uniqueKeysWithValues: plan.connections.map { ($0, target($0)) })
    counts = Dictionary(uniqueKeysWithValues: plan.counts.map { ($0.rawValue, $1) })
    steps = plan.outline.entries.map(Step.init)
    blockers = plan.blockers.map(Blocker.init)
  }

  package func data() throws -> Data { try CanonicalJSON.data(self) }
}

extension PlanDocument {
  fileprivate struct Step: Encodable {
    var address: StepAddress
    var title: String?
    var action: String?
    /// Nil for a group.
    var verdict: Forecast.Verdict?
    var certainty: Forecast.Certainty?
    /// What only the run will know, and the step is reached by.
    var condition: String?
    var reason: String?
    var question: [String]?
    var calls: [Call]
    var dependsOn: [String]
    var outputs: [String: Value]
    var reversibility: Forecast.Reversibility?
    var undo: [Call]
    var effect: String?
    var typicalDuration: String?
    var permissions: [String]

    private enum CodingKeys: String, CodingKey {
      case address, title, action, verdict, certainty, condition, reason, question, calls
      case outputs, reversibility, undo, effect, permissions
      case dependsOn = "depends_on"
      case typicalDuration = "typical_duration"
    }

    init(_ entry: Outline.Entry) {
      let forecast = entry.forecast ?? Forecast(nil)
      address = entry.address
      title = entry.title
      action = entry.action
      verdict = forecast.verdict
      certainty = forecast.verdict.map { _ in forecast.certainty }
      condition = forecast.condition
      reason = forecast.reason.isEmpty ? nil : forecast.reason
      question = forecast.question.isEmpty ? nil : forecast.question
      let isKnown = forecast.certainty == .known
      calls = forecast.calls.map { Call($0, isKnown: isKnown) }
      dependsOn = forecast.dependsOn
      outputs = forecast.outputs
      reversibility = forecast.verdict?.isChange == true ? forecast.reversibility : nil
      undo = forecast.undoing.map { Call($0, isKnown: false) }
      effect = forecast.effect
      typicalDuration = forecast.typicalDuration
      permissions = forecast.permissions
    }
  }

  fileprivate struct Call: Encodable {
    var connection: String
    var access: String
    var purpose: String
    var text: String
    /// Whether an undisturbed run sends exactly this.
    var known: Bool

    init(_ call: Forecast.Call, isKnown: Bool) {
      connection = call.connection
      access = call.access
      purpose = call.purpose
      text = call.text
      known = isKnown
    }
  }

  fileprivate struct Blocker: Encodable {
    /// Nil where it is not a single step's.
    var step: StepAddress?
    var code: String
    var detail: String
    var remedy: String?

    init(_ blocker: Plan.Blocker) {
      step = blocker.address
      code = blocker.failure.code
      detail = blocker.failure.detail
      remedy = blocker.failure.remedy
    }
  }
}
