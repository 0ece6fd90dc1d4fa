import ArgumentParser
import Foundation
import WorkflowModel
import WorkflowReport
import WorkflowStore

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows where runs stand and the next legal command.",
    discussion: "Without a run it lists all of the workspace. It needs no connection and no lease."
  )

  @Argument(help: "The run.")
  var run: String?

  @Flag(help: "Shows the run again whenever it changes, until it stops.")
  var watch = false

  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    let console = Console()
    try await reporting(on: console) {
      guard options.exists || run != nil else {
        console.say("No runs yet in '\(options.folder)'. Begin one:\n  linkflow run FILE")
        return .done
      }
      let store = try options.open()
      guard let run else {
        try list(store, console)
        return .done
      }
      let id = RunID(rawValue: run)
      var last = ""
      repeat {
        let view = try RunView(id, in: store)
        let text = StatusText(
          view.outline,
          standing: view.standing,
          style: console.output,
          now: .current
        ).text()
        if text != last {
          if console.isTerminal, !last.isEmpty { console.draw("\u{1B}[H\u{1B}[2J") }
          console.say(text)
          last = text
        }
        guard watch, case .running = view.standing else { return view.standing.exitStatus }
        try await Task.sleep(for: .seconds(1))
      } while true
    }
  }

  private func list(_ store: any RunStore, _ console: Console) throws {
    let runs = try store.runs()
    if runs.isEmpty { console.say("No runs yet.") }
    let width = runs.map(\.run.id.rawValue.count).max() ?? 0
    for summary in runs {
      let standing = RunStanding(summary)
      console.say(
        "\(summary.run.id.rawValue.padded(to: width))  \(summary.run.startedAt)  "
          + "\(standing.word.padded(to: 24))\(standing.nextCommand(for: summary.run.id))"
      )
    }
  }
}

extension RunStanding {
  init(_ summary: RunSummary) {
    self.init(
      run: summary.run,
      driver: summary.owner?.description,
      needsPerson: summary.needsPerson
    )
  }

  /// What `status` exits with: whether anything is to be done by somebody.
  var exitStatus: ExitStatus {
    switch self {
    case .closed(.succeeded): .done
    case .closed: .failed
    case .attention: .needsPerson
    case .running, .paused, .stopped: .resumable
    }
  }
}

extension Instant {
  static var current: Instant {
    Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
  }
}
