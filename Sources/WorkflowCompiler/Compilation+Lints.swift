import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// Warnings about what is legal and seldom meant.
extension Compilation {
  mutating func lintFailure(_ fields: Fields) {
    warn(
      .pollWithoutFailure,
      "This poll has no 'fail_when': when the target fails, it waits for its timeout.",
      remedy: "Say how a failure shows, fail_when: ${{ result.… }}, or how long to look: timeout",
      at: fields.entry("poll")?.key.location
    )
  }

  mutating func lintConstant(_ key: String, at location: SourceLocation) {
    warn(
      .constantCondition,
      "'\(key)' reads nothing, so it is the same in every run.",
      at: location
    )
  }

  /// Secrets that nothing is given.
  mutating func lintSecrets(_ fields: Fields) {
    for entry in fields["secrets"]?.entries ?? []
    where !entry.key.text.hasPrefix("x_") && !usedSecrets.contains(entry.key.text) {
      warn(
        .unusedSecret,
        "Secret '\(entry.key.text)' is declared, and nothing is given it.",
        remedy: "Leave it out, or give it to an input: ${{ secrets.\(entry.key.text) }}",
        at: entry.key.location
      )
    }
  }

  /// Actions that cost data when they come too early.
  mutating func lintDanger(of action: Action, _ fields: Fields, _ scope: NameScope) {
    let descriptor = action.descriptor
    let place = fields["uses"]?.location
    let read = scope.trail.polls.values.reduce(into: Set()) { $0.formUnion($1) }
    switch descriptor.name.dropFirst(descriptor.plugin.count + 1) {
    case "fail_over_link" where !read.contains("equal"):
      warn(
        .unguardedFailover,
        "No poll before this failover waits until both ends hold the same log.",
        remedy: "Poll first: until: ${{ result.equal }}, with 'stable_for'.",
        at: place
      )
    case "delete_link"
    where !scope.trail.hasApproval && !read.contains { $0 == "equal" || $0.contains("backup") }:
      warn(
        .unguardedDrop,
        "Nothing before this makes sure that no data is lost with the link.",
        remedy: "Ask for an approval, or poll for equal logs or for the first full backup.",
        at: place
      )
    default: break
    }
  }
}

extension Expression {
  /// Whether it reads nothing.
  var isConstant: Bool {
    var isConstant = true
    walk { part in if case .name = part { isConstant = false } }
    return isConstant
  }

  /// The outputs of a poll's action that it reads.
  var resultsRead: Set<String> {
    var found: Set<String> = []
    walk { part in
      if case .member(.name("result"), let name) = part { found.insert(name) }
    }
    return found
  }
}
