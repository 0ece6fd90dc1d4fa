import WorkflowDiagnostics
package import WorkflowModel

/// A plan as terminal text: every step, what it would send and why, and all that stands in the way.
package struct PlanText {
  private let plan: Plan
  private let style: TextStyle

  package init(_ plan: Plan, style: TextStyle) {
    self.plan = plan
    self.style = style
  }

  package func text() -> String {
    var lines = heading()
    let width = (plan.outline.entries.map { 2 * $0.depth + $0.name.count }.max() ?? 0) + 2
    // A condition is told once, at the outermost step that it holds for.
    var told: [String?] = []
    for entry in plan.outline.entries {
      told.removeLast(max(0, told.count - entry.depth))
      let condition = entry.forecast?.condition
      lines += step(entry, if: told.contains(condition) ? nil : condition, width: width)
      told.append(condition)
    }
    if !plan.blockers.isEmpty { lines += blockers() }
    lines += ["", summary()]
    return lines.joined(separator: "\n")
  }

  private func heading() -> [String] {
    let run = plan.outline.run
    let asked =
      switch plan.mode {
      case .online: "online: targets were read, nothing was changed"
      case .offline: "offline: no target was asked"
      }
    var lines = [
      "plan of    \(style.strong(run.workflow))  (\(run.source))",
      "made       \(plan.madeAt), \(asked)",
      "definition \(run.definition)",
    ]
    for (name, value) in run.inputs.sorted(by: { $0.key < $1.key }) {
      lines.append("input      \(name) = \(value)")
    }
    return lines + [""]
  }

  private func step(_ entry: Outline.Entry, if condition: String?, width: Int) -> [String] {
    let indent = String(repeating: "  ", count: entry.depth)
    guard let forecast = entry.forecast, let verdict = forecast.verdict else {
      let note = condition.map { "if \($0)" } ?? entry.forecast?.reason ?? ""
      let text = "    \((indent + entry.name).padded(to: width))\(style.faint(note))"
      return [text.trimmed]
    }
    let name = (indent + entry.name).padded(to: width)
    var head = "  \(style.mark(verdict)) \(name)\(style.word(verdict))"
    head += String(repeating: " ", count: max(1, 11 - verdict.rawValue.count))
    if let doubt = doubt(forecast, verdict), !forecast.reason.hasPrefix(doubt) {
      head += style.faint("(\(doubt)) ")
    }
    head += forecast.reason.firstLine
    let margin = String(repeating: " ", count: 6 + 2 * entry.depth)
    let details = (condition.map { ["if \($0)"] } ?? []) + details(forecast, verdict)
    return [head.trimmed] + details.map { margin + $0 }
  }

  /// In a word how sure it is, where it is not.
  private func doubt(_ forecast: Forecast, _ verdict: Forecast.Verdict) -> String? {
    switch (forecast.certainty, verdict) {
    case (_, .unknown), (_, .person), (_, .wait), (_, .blocked): nil
    case (.known, _): nil
    case (.assumed, _): "as things stand"
    case (.unknown, .read): nil
    case (.unknown, _): "not known yet"
    }
  }

  private func details(_ forecast: Forecast, _ verdict: Forecast.Verdict) -> [String] {
    var lines: [String] = []
    lines += forecast.question.flatMap(\.lines)
    let writes = forecast.calls.filter { $0.access == "write" }
    if verdict.isChange || verdict == .unknown || (verdict == .noChange && !writes.isEmpty) {
      if verdict == .noChange { lines.append("if it is gone by then:") }
      if forecast.calls.isEmpty, verdict.isChange {
        lines.append("its statement depends on \(sources(forecast.dependsOn))")
      } else if !forecast.dependsOn.isEmpty {
        lines.append("depends on \(sources(forecast.dependsOn))")
      }
      for call in forecast.calls {
        lines.append(style.faint("\(call.connection): \(call.purpose)"))
        lines += call.text.lines.map { "  \($0.abridged)" }
      }
      switch forecast.reversibility {
      case .undo: lines.append(style.faint("a rollback takes it away again"))
      case .debt: lines.append(style.faint("taken away again before the run ends"))
      case .pivot: lines.append(style.warning("no way back by undoing once it is sent"))
      case .none: break
      }
    }
    return lines
  }

  private func sources(_ sources: [String]) -> String {
    sources.map { "‹\($0.replacing("‹", with: "").replacing("›", with: ""))›" }
      .joined(separator: ", ")
  }

  private func blockers() -> [String] {
    let title = plan.blockers.count == 1 ? "1 thing stands" : "\(plan.blockers.count) things stand"
    var lines = ["", style.failure("\(title) in the way:")]
    for blocker in plan.blockers {
      let place = blocker.address.map { "\($0)" } ?? "no answer"
      lines.append("  ! \(place)  [\(blocker.failure.code)]")
      lines += blocker.failure.detail.lines.map { "    \($0)" }
      if let remedy = blocker.failure.remedy {
        lines += remedy.lines.map { "    \($0)" }
      }
    }
    return lines
  }

  private func summary() -> String {
    let counts = plan.counts
    let parts = Forecast.Verdict.allCases.compactMap { verdict in
      counts[verdict].map { "\($0) \(verdict.rawValue)" }
    }
    let writes = plan.writes
    let known =
      writes.all == 0
      ? "nothing would be written"
      : "\(writes.known) of \(writes.all) writes known to the letter"
    return "\(parts.joined(separator: ", ")); \(known)."
  }
}

extension TextStyle {
  fileprivate func mark(_ verdict: Forecast.Verdict) -> String {
    switch verdict {
    case .noChange: faint("=")
    case .create, .send: good("+")
    case .change: warning("~")
    case .delete: failure("-")
    case .read: faint("<")
    case .blocked: failure("!")
    case .person: warning("@")
    case .wait: strong(">")
    case .skipped: faint("-")
    case .unknown: warning("?")
    }
  }

  fileprivate func word(_ verdict: Forecast.Verdict) -> String {
    switch verdict {
    case .create, .send: good(verdict.rawValue)
    case .change, .person, .unknown: warning(verdict.rawValue)
    case .delete, .blocked: failure(verdict.rawValue)
    case .noChange, .read, .skipped: faint(verdict.rawValue)
    case .wait: strong(verdict.rawValue)
    }
  }
}

extension String {
  fileprivate var lines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  fileprivate var firstLine: String { lines.first ?? "" }

  /// With the middle of long binary constants left out; the document has them whole.
  fileprivate var abridged: String {
    replacing(/0[xX][0-9A-Fa-f]{65,}/) { match in
      "\(match.output.prefix(34))…\(match.output.suffix(8))"
    }
  }

  /// Without blanks at its end.
  fileprivate var trimmed: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
