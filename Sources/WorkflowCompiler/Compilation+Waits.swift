import Foundation
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Steps that hold the run until a time, or until a person gives leave: `wait`, `approval`.
extension Compilation {
  /// How long a wait may last whose length only the run knows.
  private static let longestWait = Duration.seconds(30 * 86_400)

  mutating func wait(_ fields: Fields, _ scope: NameScope) -> CompiledKind {
    var compiled = CompiledKind(
      kind: .gate(.time(.after(.literal("1s")))),
      outputs: .record([:]),
      timeout: Self.longestWait
    )
    guard let node = fields["wait"],
      let inner = Fields(
        node,
        of: "'wait'",
        keys: StepKind.wait.innerKeys,
        diagnostics: &diagnostics
      )
    else { return compiled }
    if let both = inner.entry("until"), inner["for"] != nil {
      report(
        .unknownKey,
        "'wait' has 'for' and 'until', and it ends but once.",
        remedy: "Keep one of them.",
        at: both.key.location
      )
    }
    if let node = inner["for"] {
      let length = template(node, for: ValuePosition("'for'", .duration), in: scope)?.template
      if let length { compiled.kind = .gate(.time(.after(length))) }
      if let length = node.scalar.flatMap({ Duration(words: $0.text) }) {
        compiled.timeout = max(compiled.timeout, length + .seconds(86_400))
        checkTimeout(fields, against: length)
      }
    } else if let node = inner["until"] {
      if let moment = moment(node, scope) { compiled.kind = .gate(.time(.at(moment))) }
    } else if !inner.isMisspelt("for"), !inner.isMisspelt("until") {
      report(
        .missingKey,
        "'wait' needs 'for' or 'until'.",
        remedy: "Write wait: { for: 10m }",
        at: inner.location
      )
    }
    return compiled
  }

  private mutating func checkTimeout(_ fields: Fields, against length: Duration) {
    guard let scalar = fields["timeout"]?.scalar, let timeout = Duration(words: scalar.text),
      timeout <= length
    else { return }
    report(
      .invalidValue,
      "The step would be stopped after \(scalar.text), before its wait of \(length.words) is over.",
      remedy: "Leave 'timeout' out, or make it longer than the wait.",
      at: scalar.location
    )
  }

  /// A time as text, in UTC.
  private mutating func moment(_ node: SyntaxNode, _ scope: NameScope) -> Template? {
    let position = ValuePosition("'until'", .string)
    guard let moment = template(node, for: position, in: scope)?.template else { return nil }
    guard case .literal(.string(let text)) = moment else { return moment }
    let isMoment =
      text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/) != nil
      && (try? Date(text, strategy: .iso8601)) != nil
    if !isMoment {
      report(
        .invalidValue,
        "'until' takes a time in UTC, and here stands '\(text.prefix(60))'.",
        remedy: "Write it as \"2026-12-01T22:00:00Z\".",
        at: node.location
      )
    }
    return moment
  }

  mutating func approval(_ fields: Fields, _ scope: NameScope) -> CompiledKind {
    var compiled = CompiledKind(
      kind: .gate(.approval(Approval(message: .literal("")))),
      outputs: .record(["by": .string, "reason": .string]),
      timeout: Self.patience
    )
    compiled.trail.hasApproval = true
    guard let node = fields["approval"],
      let inner = Fields(
        node,
        of: "'approval'",
        keys: StepKind.approval.innerKeys,
        diagnostics: &diagnostics
      )
    else { return compiled }
    let message = text("message", in: inner, scope)
    compiled.kind = .gate(.approval(Approval(message: message, evidence: evidence(inner, scope))))
    compiled.timeout = duration("expires", in: inner) ?? Self.patience
    return compiled
  }

  private mutating func evidence(_ fields: Fields, _ scope: NameScope) -> [Template] {
    guard let node = fields["evidence"] else { return [] }
    guard let items = node.items else {
      report(
        .wrongShape,
        "'evidence' is a list of what there is to judge by, and here stands \(node.shapeName).",
        remedy: node.scalar.map { "Write evidence: [\"\($0.text)\"]" },
        at: node.location
      )
      return []
    }
    return items.compactMap {
      template($0, for: ValuePosition("A piece of evidence", .any), in: scope)?.template
    }
  }
}
