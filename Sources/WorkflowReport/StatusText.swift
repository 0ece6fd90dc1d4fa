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
    if case .running(let driver) = standing { lines.append("driven by \(driver)") }
    lines.append("")
    let width = (outline.entries.map { 2 * $0.depth + $0.name.count }.max() ?? 0) + 2
    lines += outline.entries.map { line($0, width: width) }
    for entry in outline.attention { lines += ["", attentionText(entry)] }
    lines += ["", "next:", "  \(standing.nextCommand(for: run.id))"]
    return lines.joined(separator: "\n")
  }

  private func line(_ entry: Outline.Entry, width: Int) -> String {
    let indent = String(repeating: "  ", count: entry.depth)
    let name = (indent + entry.name).padded(to: width)
    guard !entry.isGroup else { return "  \(style.mark(entry.status)) \(indent)\(entry.name)" }
    var text = "  \(style.mark(entry.status)) \(name)\(style.status(entry.status).text)"
    text += String(repeating: " ", count: max(1, 12 - entry.status.rawValue.count))
    if entry.settledAt == nil, let percent = entry.percent {
      text += "\(Int(percent.rounded()))%  "
    }
    if entry.status == .attention, let failure = entry.failure {
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

  /// What happened, what is known, and what to do.
  package func attentionText(_ entry: Outline.Entry) -> String {
    guard let failure = entry.failure else { return "" }
    var lines = [
      style.warning("! \(entry.address) needs a person  [\(failure.code)]"),
      indent(failure.detail),
      indent(entry.meaning),
    ]
    if let remedy = failure.remedy { lines += ["", indent(remedy)] }
    return lines.joined(separator: "\n")
  }

  private func indent(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
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
