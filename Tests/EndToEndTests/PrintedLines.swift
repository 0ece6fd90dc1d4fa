import Foundation

/// What a page says that a command prints, to be compared with what it printed.
///
/// `…` stands for any text, alone on a line for any number of lines. The name of a run stands for
/// the first one that is met in its place, and from then on for that one.
struct PrintedLines {
  /// The workflows after which runs are named.
  var workflows: Set<String>
  /// The real name of each run that the page has named so far.
  private(set) var runs: [String: String] = [:]

  init(workflows: Set<String>) { self.workflows = workflows }

  /// A command of the page, with the real names of runs.
  func real(_ text: String) -> String {
    runs.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
  }

  /// The first line of the page, if any, that is not found where it should be.
  mutating func firstMissing(of expected: [String], in printed: [String]) throws -> String? {
    var rest = printed[...]
    var mayLeaveOut = false
    for line in expected {
      if line == "…" {
        mayLeaveOut = true
        continue
      }
      var met: [String: String]?
      repeat {
        guard let next = rest.popFirst() else { return line }
        met = try names(in: next, asIn: line)
      } while met == nil && mayLeaveOut
      guard let met else { return line }
      runs.merge(met) { known, _ in known }
      mayLeaveOut = false
    }
    guard let next = rest.first, !mayLeaveOut else { return nil }
    return "(nothing), and not: \(next)"
  }

  /// The real names of runs that a line of the page names first; nil where the line is another.
  private func names(in printed: String, asIn line: String) throws -> [String: String]? {
    guard let match = try printed.wholeMatch(of: pattern(of: line)) else { return nil }
    let real = match.output.dropFirst().compactMap { $0.substring.map(String.init) }
    return Dictionary(uniqueKeysWithValues: zip(try unknownRuns(in: line), real))
  }

  private func unknownRuns(in line: String) throws -> [String] {
    guard !workflows.isEmpty else { return [] }
    let name = try Regex("(?:\(workflows.sorted().joined(separator: "|")))-[0-9a-z]{5}\\b")
    var found: [String] = []
    for match in real(line).matches(of: name) {
      let text = String(match.output[0].substring ?? "")
      if !runs.values.contains(text), !found.contains(text) { found.append(text) }
    }
    return found
  }

  private func pattern(of line: String) throws -> Regex<AnyRegexOutput> {
    var pattern = NSRegularExpression.escapedPattern(for: real(line))
      .replacingOccurrences(of: "…", with: ".*")
    for name in try unknownRuns(in: line) {
      let workflow = name.dropLast(5)
      guard let place = pattern.range(of: name) else { continue }
      pattern.replaceSubrange(place, with: "(\(workflow)[0-9a-z]{5})")
    }
    return try Regex(pattern)
  }
}
