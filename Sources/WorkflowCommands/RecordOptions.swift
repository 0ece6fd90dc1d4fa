import ArgumentParser

/// Where a run's calls and their answers are written, for support and audit.
struct RecordOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Append every call sent and its answer to a file, as lines of JSON; secrets are masked.",
      valueName: "file"
    )
  )
  var record: String?

  /// Opens the file that was named, before anything is sent.
  func open() throws -> RecordFile? { try record.map { try RecordFile($0) } }
}
