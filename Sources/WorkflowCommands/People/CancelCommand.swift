import ArgumentParser
import WorkflowModel

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Ends a run where it stands.",
    discussion: """
      Nothing new begins. What may have been sent is probed and recorded; what has been done stays, \
      but for what the workflow says must be undone in any case; then the steps of `finally` run.
      """
  )

  @Argument(help: "The run.")
  var run: String

  @OptionGroup var why: ReasonOptions
  @OptionGroup var targets: TargetOptions
  @OptionGroup var options: WorkspaceOptions

  func run() async throws {
    try await Leaving(
      run: run,
      verb: .cancel,
      goal: .cancel,
      reason: why.reason,
      targets: targets,
      options: options
    ).leave()
  }
}
