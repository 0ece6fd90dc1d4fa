package import ArgumentParser
import Foundation

/// The `linkflow` command.
package struct LinkflowCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "linkflow",
    abstract: "Runs SQL Server to Azure migrations and links as persistent state machines.",
    discussion: """
      A run that fails, is killed or waits for days goes on from where it stood, and nothing \
      happens twice.

      Exit status: 0 done; 1 failed; 2 a plan has changes (only when asked for); 3 blocked, or a person must decide; 64 wrong usage, or a \
      workflow refused by diagnostics; 75 interrupted or waiting, can be resumed.
      """,
    version: Installation.current.version,
    subcommands: [
      CheckCommand.self, PlanCommand.self, RunCommand.self, ResumeCommand.self, StatusCommand.self,
      ReportCommand.self, ApproveCommand.self, RejectCommand.self, RetryCommand.self,
      SkipCommand.self, ResolveCommand.self, PauseCommand.self, CancelCommand.self,
      RollbackCommand.self, ActionsCommand.self, SchemaCommand.self,
      LabCommand.self,
    ]
  )

  package init() {}

  /// Parses the command line and runs it, as the program that was installed.
  package static func main(as installation: Installation) async {
    // A reader that goes away, as `| head` does, must not end a run: the write fails instead.
    signal(SIGPIPE, SIG_IGN)
    await Installation.$current.withValue(installation) { await main() }
  }
}
