import Foundation
import WorkflowMachine
import WorkflowModel
import WorkflowStore

/// Takes a run out, by itself or through the process that drives it.
struct Leaving {
  var run: String
  var verb: Decision.Verb
  var goal: RunRow.Goal
  var reason: String
  var targets: TargetOptions
  var options: WorkspaceOptions
  /// Shows what will happen and asks; a status when it is not to be done.
  var agree: (Deciding.Place, Console) throws -> ExitStatus? = { _, _ in nil }

  func leave() async throws {
    let console = Console()
    try await reporting(on: console) {
      let deciding = Deciding(options: options, console: console)
      let place = try deciding.place(of: run)
      let decision = Decision.ofThisPerson(verb, reason: reason)
      try refuse(decision, at: place)
      if let refusal = try agree(place, console) { return refusal }
      if try await deciding.submit(decision, at: place) {
        console.say(
          "The process that drives the run takes it out. Watch it:\n"
            + "  linkflow status \(place.run) --watch"
        )
        return .done
      }
      return try await Going(targets: targets, options: options).on(
        place.row,
        in: place.store,
        decision,
        toward: goal,
        console
      )
    }
  }

  /// Says at once, before anything is asked of anybody, when the act is not legal.
  private func refuse(_ decision: Decision, at place: Deciding.Place) throws {
    let stored = try place.store.load(place.run)
    let machine = RunMachine(
      definition: stored.definition,
      run: stored.run,
      rows: stored.rows
    )
    if let refusal = machine.refusal(of: decision) { throw refusal.ofDecision }
  }
}
