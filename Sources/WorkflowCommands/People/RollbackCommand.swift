import ArgumentParser
import Foundation
import WorkflowMachine
import WorkflowModel
import WorkflowPlugin
import WorkflowStore

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Undoes what a run did, the last first, and ends it.",
    discussion: """
      Only what this run itself made is undone, and only steps that say how (`undo`). It lists both \
      before it begins. It is refused once a step without a way back may have been sent.
      """
  )

  @Argument(help: "The run.")
  var run: String

  @OptionGroup var why: ReasonOptions

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var targets: TargetOptions
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    try await Leaving(
      run: run,
      verb: .rollback,
      goal: .rollback,
      reason: why.reason,
      targets: targets,
      options: options,
      agree: { place, console in
        let list = try UndoList(at: place)
        console.say(list.text)
        if yes { return nil }
        guard isatty(STDIN_FILENO) == 1 else {
          console.complain(
            "Nothing was done: there is nobody to ask.",
            remedy: "Say --yes to go on."
          )
          return .usage
        }
        console.draw("Undo it? Only 'yes' does. ")
        return readLine() == "yes" ? nil : .done
      }
    ).leave()
  }
}

/// What a rollback will undo, and what it will leave.
private struct UndoList {
  var undone: [StepAddress]
  var left: [StepAddress]

  init(at place: Deciding.Place) throws {
    let stored = try place.store.load(place.run)
    let machine = RunMachine(definition: stored.definition, run: stored.run, rows: stored.rows)
    undone = machine.toUndo(in: .rollback).map(\.address)
    let steps = Dictionary(
      uniqueKeysWithValues: try place.store.header(of: place.run).definition.allSteps.map {
        ($0.id, $0)
      }
    )
    left = try place.store.steps(of: place.run).filter { row in
      guard row.hasEffectToUndo, let step = steps[row.step], step.undo == nil,
        case .action(let use) = step.kind
      else { return false }
      return Installation.current.registry[use.action]?.effect != .read
    }.map(\.address)
  }

  var text: String {
    var lines =
      undone.isEmpty ? ["Nothing that was done says how to undo it."] : ["Will be undone:"]
    lines += undone.map { "  \($0)" }
    if !left.isEmpty {
      lines += ["Has no undo, and stays:"] + left.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
