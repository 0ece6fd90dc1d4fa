import ArgumentParser
import Foundation
import WorkflowModel

/// The run and the step that a person decides about, and who and why.
struct StepOptions: ParsableArguments {
  @Argument(help: "The run.")
  var run: String

  @Argument(help: "The step's address, as `linkflow status` shows it.")
  var step: String

  @OptionGroup var options: WorkspaceOptions

  var address: StepAddress { StepAddress(rawValue: step) }
}

/// Why it is decided so; kept in the journal and told in the report.
struct ReasonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Why; kept in the journal.", valueName: "text"))
  var reason: String

  func validate() throws {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw ValidationError("--reason is empty: say why, for whoever reads the report.")
    }
  }
}

extension Decision {
  /// An act of whoever is logged in.
  static func ofThisPerson(_ verb: Verb, reason: String) -> Decision {
    Decision(verb, by: NSUserName(), reason: reason)
  }
}
