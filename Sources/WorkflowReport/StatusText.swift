import WorkflowDiagnostics
package import WorkflowModel

/// An outline as terminal text: every step, what it waits for, and the next command.
package struct StatusText {
  private let outline: Outline
  private let standing: RunStanding
  private let style: TextStyle
  private let now: Instant

  package init(_ outline: Outline, standing: RunStanding, style: TextStyle, now: Instant) {
    self.outline = outline
    self.standing = standing
    self.style = style
    self.now = now
  }

  package func text() -> String {
    let run = outline.run
    let (settled, known) = outline.progress
    var lines = [
      "run       \(style.strong(run.id.rawValue))  (\(run.workflow), \(run.source))",
      "state     \(style.standing(standing))",
      "steps     \(settled) of \(known) settled",
      "began     \(run.startedAt)  \(elapsed(from: run.startedAt, to: run.closedAt))",
    ]
    if case .running(let driver, _) = standing { lines.append("driven by \(driver)") }
    if let failure = run.failure {
      lines.append("because   \(failure.code): \(failure.detail)")
    }
    lines.append("")
    let width = (outline.entries.map { 2 * $0.depth + $0.name.count }.max() ?? 0) + 2
    lines += outline.entries.map { line($0, width: width) }
    for entry in outline.questions { lines += ["", questionText(entry)] }
    lines += debts()
    lines += ["", "next:", "  \(outline.nextCommand(standing))"]
    if standing == .attention, run.goal == .go || run.goal == .pause {
      lines.insert(
        "or end it: linkflow cancel or linkflow rollback, with --reason",
        at: lines.count - 2
      )
    }
    return lines.joined(separator: "\n")
  }

  /// What may have been sent and nobody drives is in doubt until it is probed.
  private func shown(_ status: StepStatus) -> StepStatus {
    if case .running = standing { return status }
    return status == .running || status == .undoing ? .uncertain : status
  }

  private func line(_ entry: Outline.Entry, width: Int) -> String {
    let indent = String(repeating: "  ", count: entry.depth)
    let name = (indent + entry.name).padded(to: width)
    guard !entry.isGroup else { return "  \(style.mark(entry.status)) \(indent)\(entry.name)" }
    let status = shown(entry.status)
    var text = "  \(style.mark(status)) \(name)\(style.status(status).text)"
    text += String(repeating: " ", count: max(1, 12 - status.rawValue.count))
    if entry.settledAt == nil, let percent = entry.percent {
      text += "\(Int(percent.rounded()))%  "
    }
    if let failure = entry.failure {
      text += failure.code
    } else {
      text += entry.summary
    }
    if entry.settledAt == nil, let next = entry.next, next > now {
      text += "  (again in \((next - now).rough))"
    }
    var end = text.endIndex
    while end > text.startIndex, text[text.index(before: end)] == " " {
      end = text.index(before: end)
    }
    return String(text[..<end])
  }

  /// What is asked or what happened, what is known, and what each choice will do.
  package func questionText(_ entry: Outline.Entry) -> String {
    guard let question = entry.question else { return "" }
    var lines: [String]
    switch question {
    case .failure(let failure):
      lines = [
        style.warning("! \(entry.address) needs a person  [\(failure.code)]"),
        indent(failure.detail), indent(entry.meaning),
      ]
      if let remedy = failure.remedy { lines += ["", indent(remedy)] }
    case .approval(let message, let evidence, let expires):
      lines = [style.warning("? \(entry.address) asks for an approval, until \(expires)")]
      lines += [indent(message)]
      if !evidence.isEmpty { lines += ["", "  evidence:"] }
      lines += evidence.flatMap(\.evidenceLines).map { "    \($0)" }
    case .work(let instructions):
      lines = [style.warning("? \(entry.address) asks for work by hand"), indent(instructions)]
      if !entry.summary.isEmpty { lines += ["", "  last look: \(entry.summary)"] }
    }
    if !entry.commands.isEmpty { lines += ["", "  choices:"] }
    let width = entry.commands.map(\.text.count).max() ?? 0
    lines += entry.commands.map { "    \($0.text.padded(to: width))  \(style.faint($0.effect))" }
    return lines.joined(separator: "\n")
  }

  private func debts() -> [String] {
    let debts = outline.debts
    guard !debts.isEmpty else { return [] }
    return ["", "owed before the run can end:"]
      + debts.map { entry in
        let due = entry.debt?.due.map { due in
          due < now ? style.warning(", overdue since \(due)") : ", due by \(due)"
        }
        return "  \(entry.address): to be taken away again\(due ?? "")"
      }
  }

  /// Without the line's end that a block of YAML has.
  private func indent(_ text: String) -> String {
    var text = text[...]
    while text.last?.isNewline == true { text.removeLast() }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  \($0)" }.joined(separator: "\n")
  }

  private func elapsed(from start: Instant, to end: Instant?) -> String {
    end.map { "took \(($0 - start).rough)" } ?? "\((now - start).rough) ago"
  }
}

extension Outline.Entry {
  /// What is known of a step that waits for a person.
  var meaning: String {
    if isInDoubt { return "It was sent and may have been done; it is probed before anything else." }
    switch failure?.kind {
    case .transient: return "It was tried as often as it may be; nothing was changed."
    case .stale: return "Trying this step alone again cannot help."
    case .permanent where failure?.code == DiagnosticCode.deadlinePassed.id:
      return "Nothing of it is under way now."
    case .permanent, .indeterminate, nil:
      return "Trying again would fail again until the cause is mended."
    }
  }
}

extension Value {
  /// A line for each item of a list, so that forty databases can be read.
  fileprivate var evidenceLines: [String] {
    guard let items = list else { return [description] }
    return items.isEmpty ? ["none"] : items.map(\.description)
  }
}

extension String {
  package func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension Duration {
  /// To the second, or to the millisecond below ten seconds.
  package var rough: String {
    let milliseconds = milliseconds
    if milliseconds < 10_000 {
      let tenths = milliseconds / 100
      return "\(tenths / 10).\(tenths % 10)s"
    }
    return Duration.milliseconds(milliseconds / 1000 * 1000).words
  }
}
