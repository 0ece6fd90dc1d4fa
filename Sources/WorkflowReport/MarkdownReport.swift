package import WorkflowModel

/// The record of a run that a DBA hands in: made from the store alone.
package struct MarkdownReport {
  private let outline: Outline
  private let definition: DefinitionID
  private let standing: RunStanding
  private let writtenAt: Instant

  package init(_ outline: Outline, standing: RunStanding, writtenAt: Instant) {
    self.outline = outline
    self.definition = outline.run.definition
    self.standing = standing
    self.writtenAt = writtenAt
  }

  package func text() -> String {
    var parts = [heading(), inputs(), steps()]
    if !outline.questions.isEmpty { parts.append(questions()) }
    if !outline.debts.isEmpty { parts.append(debts()) }
    if !outline.run.outputs.isEmpty { parts.append(outputs()) }
    parts.append(sent())
    let mishaps = mishaps()
    if !mishaps.isEmpty { parts.append(mishaps) }
    if !outline.decisions.isEmpty { parts.append(decisions()) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func heading() -> String {
    let run = outline.run
    var rows = [
      ("Run", "`\(run.id)`"),
      ("Outcome", "**\(standing.word)**"),
      ("Workflow", "`\(run.workflow)` from `\(run.source)`"),
      ("Definition (SHA-256)", "`\(definition)`"),
      ("Began", "\(run.startedAt)"),
    ]
    if let failure = run.failure {
      rows.append(("Because", cell("\(failure.code): \(failure.detail)")))
    }
    if let closed = run.closedAt {
      rows.append(("Ended", "\(closed) (took \((closed - run.startedAt).rough))"))
    }
    rows.append(("Report written", "\(writtenAt)"))
    return "# Run \(run.id)\n\n| | |\n|---|---|\n"
      + rows.map { "| \($0) | \($1) |" }.joined(separator: "\n")
  }

  private func inputs() -> String {
    "## Inputs\n\n| input | value |\n|---|---|\n"
      + table(outline.run.inputs)
  }

  private func outputs() -> String {
    "## Outputs\n\n| output | value |\n|---|---|\n" + table(outline.run.outputs)
  }

  private func table(_ values: [String: Value]) -> String {
    values.sorted { $0.key < $1.key }
      .map { "| `\($0)` | \(cell($1.description)) |" }.joined(separator: "\n")
  }

  private func steps() -> String {
    let rows = outline.entries.map { entry in
      let indent = String(repeating: "&nbsp;&nbsp;", count: entry.depth)
      let took =
        if let start = entry.startedAt, let end = entry.settledAt { (end - start).rough } else {
          ""
        }
      let status = entry.isGroup && entry.status == .running ? "" : entry.status.rawValue
      return
        "| \(indent)`\(entry.name)` | \(status) | \(took) | \(cell(entry.title ?? entry.summary)) |"
    }
    return "## Steps\n\n| step | result | took | |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }

  private func questions() -> String {
    let blocks = outline.questions.map { entry in
      let text =
        switch entry.question {
        case .failure(let failure):
          """
          ### `\(entry.address)`: \(failure.code)

          \(failure.detail)

          \(entry.meaning)\(failure.remedy.map { "\n\n\(fence($0, "text"))" } ?? "")
          """
        case .approval(let message, let evidence, let expires):
          """
          ### `\(entry.address)`: an approval, until \(expires)

          \(message)

          \(evidence.map { "- \($0)" }.joined(separator: "\n"))
          """
        case .work(let instructions):
          "### `\(entry.address)`: work by hand\n\n\(fence(instructions, "text"))"
        case nil: ""
        }
      let commands = entry.commands.map { "- `\($0.text)` \($0.effect)" }
      return text + "\n\n" + commands.joined(separator: "\n")
    }
    return "## Needs a person\n\n" + blocks.joined(separator: "\n\n")
      + "\n\nNext: `\(outline.nextCommand(standing))`"
  }

  private func debts() -> String {
    let lines = outline.debts.map { entry in
      "- `\(entry.address)`" + (entry.debt?.due.map { ", due by \($0)" } ?? "")
    }
    return "## Owed\n\nEffects to be taken away before the run can end.\n\n"
      + lines.joined(separator: "\n")
  }

  private func sent() -> String {
    let blocks = outline.entries.filter { !$0.calls.isEmpty }.map { entry in
      let calls = entry.calls.map { call in
        """
        \(call.at), connection `\(call.connection)`: \(call.purpose) (\(call.answer))

        \(fence(call.text, call.text.contains("{resource}") ? "http" : "sql"))
        """
      }
      return "### `\(entry.address)`\n\n" + calls.joined(separator: "\n\n")
    }
    let lost = outline.entries.filter {
      ($0.status == .adopted || $0.status == .found) && $0.calls.isEmpty
    }.map { entry in
      """
      ### `\(entry.address)`

      Its statement is not recorded: the answer was lost, or the process ended before it came. The \
      probe found it done.
      """
    }
    guard !blocks.isEmpty || !lost.isEmpty else {
      return "## Sent\n\nNothing was written to any target."
    }
    return "## Sent\n\nEvery write as it was sent, secrets masked.\n\n"
      + (blocks + lost).joined(separator: "\n\n")
  }

  private func mishaps() -> String {
    let rows = outline.entries.flatMap { entry in
      entry.history.map { mishap in
        "| \(mishap.at) | `\(entry.address)` | \(mishap.failure.kind.rawValue) | "
          + "\(mishap.failure.code) | \(cell(mishap.failure.detail)) |"
      }
    }
    guard !rows.isEmpty else { return "" }
    return "## Failures on the way\n\n| when | step | kind | code | what |\n|---|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }

  private func decisions() -> String {
    let rows = outline.decisions.map { decided in
      let verb = decided.decision.verb
      let what = [verb.word, verb.step.map { "`\($0)`" }].compactMap(\.self)
      return
        "| \(decided.at) | \(cell(decided.decision.person)) | \(what.joined(separator: " ")) | "
        + "\(cell(decided.decision.reason)) |"
    }
    return "## Decisions\n\n| when | who | what | why |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }

  private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// A fence longer than any run of backticks inside it (CommonMark, 4.5).
  private func fence(_ text: String, _ language: String) -> String {
    var longest = 0
    var current = 0
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let mark = String(repeating: "`", count: max(3, longest + 1))
    return "\(mark)\(language)\n\(text)\n\(mark)"
  }
}
