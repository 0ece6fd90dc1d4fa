import ArgumentParser

/// Measures what driving a run costs beside the one thing that cannot be saved: the synced commit.
@main
struct LinkflowBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linkflow-bench",
    abstract: "Measures the engine on a real store, with a target in memory.",
    discussion: """
      Every step writes and has a probe, so the attempt protocol runs in full. The last line that \
      a benchmark prints is {"steps":N,"seconds":S,"rate":R}.
      """,
    subcommands: [
      SequenceCommand.self, ManyRunsCommand.self, CutRunCommand.self, ColdStartCommand.self,
    ]
  )
}
