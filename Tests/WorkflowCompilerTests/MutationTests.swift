import Testing
import WorkflowDiagnostics
import WorkflowModel

@Suite struct `A damaged workflow file` {
  /// Chance that is the same in every run of the suite.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test(arguments: Fixture.all(in: "ok"), [1, 2] as [UInt64])
  func `is refused or compiles, and never stops the program`(
    _ fixture: Fixture,
    _ seed: UInt64
  ) throws {
    var chance = Chance(state: seed)
    let original = try fixture.text()
    for _ in 0..<60 {
      var text = original
      for _ in 0..<Int.random(in: 1...3, using: &chance) { text = damaged(text, &chance) }
      let (definition, diagnostics) = compile(text)
      let rendered = diagnostics.rendered { _ in text }
      #expect((definition == nil) == diagnostics.hasErrors, "\(rendered)")
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
      #expect(diagnostics.allSatisfy { 1...lines + 1 ~= $0.location?.line ?? 1 }, "\(rendered)")
      if let definition { _ = try CanonicalJSON.data(definition) }
    }
  }

  private func damaged(_ text: String, _ chance: inout Chance) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let line = Int.random(in: lines.indices, using: &chance)
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: Int.random(in: lines.indices, using: &chance))
    case 2: lines.swapAt(line, Int.random(in: lines.indices, using: &chance))
    case 3: lines[line].insert(contentsOf: "  ", at: 0)
    default:
      guard lines[line].count > 1 else { break }
      let at = Int.random(in: lines[line].indices, using: &chance)
      let marks: [Character] = ["'", "\"", "{", "}", "[", ":", "$", "(", ".", "-", "#", "é", " "]
      if Bool.random(using: &chance) {
        lines[line].swapAt(at, Int.random(in: lines[line].indices, using: &chance))
      } else if let mark = marks.randomElement(using: &chance) {
        lines[line][at] = mark
      }
    }
    return lines.map { String($0) }.joined(separator: "\n")
  }
}
