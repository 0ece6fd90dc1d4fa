import Lab
import LabEstate
import SQLiteStore
import Subprocess
package import WorkflowModel
import WorkflowStore

extension Rehearsal {
  /// How a run that asks people came to its end.
  package struct Passage: Sendable {
    package var outcome: Program.Outcome
    /// Whether the process was killed on the way.
    package var wasKilled: Bool
    /// Every question that was answered, in order.
    package var answered: [StepAddress]
  }

  /// Runs a workflow to its end: kills it once, answers what it asks, and resumes it.
  ///
  /// It is killed at `point`, where there is one; `work` does by hand in the lab what a step asks for.
  package func carry(
    _ arguments: [String],
    killedAt point: KillPoint? = nil,
    work: @Sendable (StepAddress) async throws -> Void = { _ in }
  ) async throws -> Passage {
    var fault = try point.map { try lab.estate.add($0.fault) }
    var next = arguments
    var passage = Passage(
      outcome: Program.Outcome(status: .exited(0), output: "", errors: ""),
      wasKilled: false,
      answered: []
    )
    while true {
      passage.outcome = try await attempt(next, heldBy: fault)
      next = resumption
      switch passage.outcome.status {
      case .signaled(9):
        passage.wasKilled = true
        try fault.map { try lab.estate.removeFault($0) }
        fault = nil
      case .exited(3):
        let asked = try await answer(work)
        if asked.isEmpty { return passage }
        passage.answered += asked
      default: return passage
      }
    }
  }

  private func attempt(_ arguments: [String], heldBy fault: Int64?) async throws -> Program.Outcome
  {
    guard let fault else { return try await program.run(arguments) }
    let estate = lab.estate
    return try await program.runUntilKilled(arguments) { try await estate.waitUntilHeld(by: fault) }
  }

  /// Approves what asks for it and does what is asked for by hand; empty when something failed.
  private func answer(
    _ work: @Sendable (StepAddress) async throws -> Void
  ) async throws -> [StepAddress] {
    let store = try SQLiteStore(folder: program.workspace)
    guard let run = try store.runs().first?.run.id else { return [] }
    var answered: [StepAddress] = []
    for row in try store.steps(of: run) {
      switch row.state.question {
      case .approval:
        let words = ["approve", run.rawValue, row.address.rawValue, "--reason", "rehearsed"]
        let outcome = try await program.run(words)
        guard outcome.exitStatus == 0 else { return [] }
      case .work: try await work(row.address)
      case .failure: return []
      case nil: continue
      }
      answered.append(row.address)
    }
    return answered
  }
}
