import Foundation
import WorkflowDiagnostics
import WorkflowEngine
import WorkflowModel
import WorkflowPlugin
import WorkflowReport
import WorkflowStore

/// Carries a person's act to a run: to the process that drives it, or into its workspace.
struct Deciding {
  var options: WorkspaceOptions
  var console: Console

  /// How long a driver may take to answer; it asks once a second.
  private static let patience = Duration.seconds(15)

  /// Where an act is to be done.
  struct Place {
    var store: any RunStore
    var run: RunID
    var row: RunRow
    var definition: WorkflowDefinition
  }

  func place(of run: String) throws -> Place {
    let store = try options.open()
    let id = try options.find(run, in: store)
    let (row, definition) = try store.header(of: id)
    return Place(store: store, run: id, row: row, definition: definition)
  }

  /// Says of a step that has ended, or has not begun, that nothing can be decided about it.
  private func check(_ decision: Decision, at place: Place) throws {
    guard let address = decision.verb.step else { return }
    let row = try place.store.steps(of: place.run).first { $0.address == address }
    if let row, row.state.isSettled {
      throw refused("'\(address)' has ended (\(row.status.rawValue)).", place.run)
    }
    let name = address.rawValue.split(separator: "/").last?.prefix { $0 != "[" } ?? ""
    if row == nil, place.definition.allSteps.contains(where: { $0.name == name }) {
      throw refused("'\(address)' has not begun; nothing of it can be decided yet.", place.run)
    }
  }

  private func refused(_ detail: String, _ run: RunID) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        .decisionRefused,
        detail: detail,
        remedy: "See what the run asks:\n  linkflow status \(run)"
      )
    )
  }

  /// Does the act in a run that a process drives; false when nobody drives it.
  func submit(_ decision: Decision, at place: Place) async throws -> Bool {
    guard let driver = try place.store.driver(of: place.run) else { return false }
    let number = try place.store.submit(decision, to: place.run, at: .current)
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    while clock.now < end {
      if let answer = try place.store.answer(to: number) {
        if let refusal = answer.refusal {
          throw DiagnosticsError(Diagnostic(.decisionRefused, detail: refusal))
        }
        return true
      }
      if try place.store.driver(of: place.run) == nil { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    guard try place.store.withdraw(number) else { return true }
    if try place.store.driver(of: place.run) == nil { return false }
    throw StoreFailure.runIsDriven(place.run, by: driver)
  }

  /// Does the act wherever the run is, and says what is next.
  func decide(_ decision: Decision, at place: Place, done: String) async throws -> ExitStatus {
    try check(decision, at: place)
    if try await submit(decision, at: place) {
      console.say("\(done) The process that drives the run has taken it.")
      return .done
    }
    try await RunExecutor(
      store: place.store,
      registry: Installation.current.registry,
      sender: NoSender(),
      owner: .thisProcess()
    ).record(decision, in: place.run)
    let view = try RunView(place.run, in: place.store)
    console.say("\(done) Next:\n  \(view.outline.nextCommand(view.standing))")
    return .done
  }
}

/// A person's act alone sends nothing.
private struct NoSender: Sender {
  func open(barrier: String?) -> any SenderSession {
    preconditionFailure("recording a decision opens no session")
  }

  func close() async {}
}
