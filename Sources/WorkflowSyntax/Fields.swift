package import WorkflowDiagnostics

/// A mapping whose keys are known beforehand; any other is reported, with the one it likely meant.
///
/// Keys that begin with `x_` are free for the author's own notes.
package struct Fields {
  /// Where the mapping begins.
  package let location: SourceLocation
  private let thing: String
  private let entries: [String: SyntaxNode.Entry]
  /// Legal keys that an illegal one was likely meant to be, which has been reported.
  private let misspelt: Set<String>

  /// What to say of a key that is not legal, where more is known than its spelling.
  package typealias Advice = (Scalar) -> Diagnostic?

  /// Nil when the node is no mapping, which is reported.
  ///
  /// `thing` is what the mapping describes, as it begins a sentence: "A step".
  package init?(
    _ node: SyntaxNode,
    of thing: String,
    keys: [String],
    advice: Advice = { _ in nil },
    diagnostics: inout [Diagnostic]
  ) {
    guard let entries = node.entries else {
      diagnostics.append(
        Diagnostic(
          .wrongShape,
          detail: "\(thing) is a mapping\(Self.content(keys)), and here stands \(node.shapeName).",
          at: node.location
        )
      )
      return nil
    }
    self.thing = thing
    location = node.location
    var known: [String: SyntaxNode.Entry] = [:]
    var misspelt: Set<String> = []
    for entry in entries {
      let key = entry.key.text
      if keys.contains(key) {
        known[key] = entry
      } else if !key.hasPrefix("x_") {
        if let meant = keys.nearest(to: key) { misspelt.insert(meant) }
        diagnostics.append(
          advice(entry.key)
            ?? Diagnostic(
              .unknownKey,
              detail: "\(thing) has no key '\(key)'.",
              remedy: didYouMean(key, among: keys) ?? "Its keys are \(Self.list(keys)).",
              at: entry.key.location
            )
        )
      }
    }
    self.entries = known
    self.misspelt = misspelt
  }

  package subscript(key: String) -> SyntaxNode? { entries[key]?.value }

  package func entry(_ key: String) -> SyntaxNode.Entry? { entries[key] }

  /// Whether a key is absent only because it is spelt wrong.
  package func isMisspelt(_ key: String) -> Bool { entries[key] == nil && misspelt.contains(key) }

  /// The value of a key that must be there; its absence is reported, once.
  package func required(_ key: String, diagnostics: inout [Diagnostic]) -> SyntaxNode? {
    if let value = self[key] { return value }
    guard !isMisspelt(key) else { return nil }
    diagnostics.append(
      Diagnostic(
        .missingKey,
        detail: "\(thing) needs a key '\(key)'.",
        remedy: "Add it: \(key): …",
        at: location
      )
    )
    return nil
  }

  /// The single value of a key that may be absent; another shape is reported.
  package func scalar(_ key: String, diagnostics: inout [Diagnostic]) -> Scalar? {
    guard let node = self[key] else { return nil }
    if let scalar = node.scalar, !scalar.isNull { return scalar }
    diagnostics.append(
      Diagnostic(
        .wrongShape,
        detail: "'\(key)' takes a single value, and here stands \(node.shapeName).",
        at: node.isNull ? entries[key]?.key.location : node.location
      )
    )
    return nil
  }

  /// The single value of a key that must be there.
  package func requiredScalar(_ key: String, diagnostics: inout [Diagnostic]) -> Scalar? {
    required(key, diagnostics: &diagnostics) == nil ? nil : scalar(key, diagnostics: &diagnostics)
  }

  /// The keys, unless there are too many to be of use.
  private static func content(_ keys: [String]) -> String {
    keys.count > 10 ? "" : " of \(list(keys))"
  }

  private static func list(_ keys: [String]) -> String {
    guard keys.count > 1, let last = keys.last else { return keys.first ?? "nothing" }
    return keys.dropLast().joined(separator: ", ") + " and " + last
  }
}
