import Foundation
import Testing
import WorkflowDiagnostics
import WorkflowSyntax

@Suite struct `A syntax reader` {
  @Test func `places every key and value`() throws {
    let tree = try read("workflow: a\nsteps:\n  - id: one\n    title: 'zwei'\n")
    let entries = try #require(tree.entries)
    #expect(entries.map(\.key.text) == ["workflow", "steps"])
    #expect(entries[0].value.location == place(1, 11, 1))
    let step = try #require(entries[1].value.items?.first?.entries)
    #expect(step[0].key.location == place(3, 5, 2))
    #expect(step[0].value.location == place(3, 9, 3))
    #expect(step[1].value.location == place(4, 12, 6))
    #expect(step[1].value.scalar?.text == "zwei")
  }

  @Test func `counts columns in Unicode scalars and without a byte-order mark`() throws {
    let tree = try read("\u{FEFF}ключ: 'é' # 𝛑\nb: 𝛑𝛑 \n")
    let entries = try #require(tree.entries)
    #expect(entries[0].key.location == place(1, 1, 4))
    #expect(entries[0].value.location == place(1, 7, 3))
    #expect(entries[1].value.location == place(2, 4, 2))
  }

  @Test(arguments: [
    ("no", false), ("1.10", false), ("12:30", false), ("true", true), ("'true'", false),
  ])
  func `takes only the core schema's words for a bool`(_ text: String, _ isBool: Bool) throws {
    let scalar = try #require(try read(text).scalar)
    #expect((scalar.asBool != nil) == isBool)
  }

  @Test func `reads numbers only where they stand plain`() throws {
    func scalar(_ text: String) throws -> Scalar { try #require(try read(text).scalar) }
    #expect(try scalar("-17").asInt == -17)
    #expect(try scalar("0x1F").asInt == 31)
    #expect(try scalar("0o17").asInt == 15)
    #expect(try scalar("'17'").asInt == nil)
    #expect(try scalar("1e3").asDecimal == 1000)
    #expect(try scalar(".5").asDecimal == 0.5)
    #expect(try scalar("1_000").asDecimal == nil)
    #expect(try scalar("12:30").asInt == nil)
    #expect(try scalar("~").isNull)
    #expect(try !scalar("''").isNull)
  }

  @Test func `takes an empty file for an empty value`() throws {
    #expect(try read("").isNull)
    #expect(try read("# nothing but a comment\n").isNull)
  }

  @Test(arguments: [
    ("a: [1, 2", "LF1002"), ("a: 1\nb: @x\n", "LF1002"), ("a: b: c", "LF1002"),
    ("a: \u{1}", "LF1002"), ("\ta: 1", "LF1002"),
    ("a: 1\na: 2\na: 3\n", "LF1003 LF1003"),
    ("a: &x 1\nb: *x\n", "LF1004 LF1004"), ("<<: {a: 1}", "LF1004"), ("a: !!str 1", "LF1004"),
    ("a: !cancelled()", "LF1004"), ("a: {{ x }}", "LF1004"),
    ("a: 1\n---\nb: 2\n", "LF1006"),
    (String(repeating: "[", count: 100), "LF1005"),
    ("a: " + String(repeating: "x", count: 1 << 20), "LF1005"),
  ])
  func `refuses what it does not read`(_ text: String, _ codes: String) {
    var diagnostics: [Diagnostic] = []
    _ = SyntaxReader.read(text, file: "f", diagnostics: &diagnostics)
    #expect(diagnostics.map(\.code.id).joined(separator: " ") == codes)
    #expect(diagnostics.allSatisfy { $0.location != nil })
  }

  @Test func `keeps the first of two equal keys`() throws {
    var diagnostics: [Diagnostic] = []
    let tree = SyntaxReader.read("a: 1\nb: 2\na: 3\n", file: "f", diagnostics: &diagnostics)
    #expect(tree?.entries?.map(\.value.scalar?.text) == ["1", "2"])
    #expect(diagnostics.first?.location == place(3, 1, 1))
  }

  @Test func `counts nodes against the limit`() {
    var limits = SyntaxLimits()
    limits.nodes = 10
    var diagnostics: [Diagnostic] = []
    let text = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"
    _ = SyntaxReader.read(text, file: "f", limits: limits, diagnostics: &diagnostics)
    #expect(diagnostics.map(\.code) == [.tooLarge])
  }

  @Test func `names a file that it cannot read`() {
    var diagnostics: [Diagnostic] = []
    #expect(SyntaxReader.text(ofFile: "/no/such.yaml", diagnostics: &diagnostics) == nil)
    #expect(SyntaxReader.text(ofFile: "/usr", diagnostics: &diagnostics) == nil)
    #expect(diagnostics.map(\.code) == [.fileUnreadable, .fileUnreadable])
    #expect(diagnostics[0].detail.contains("/no/such.yaml"))
  }
}

@Suite struct `A place inside a scalar` {
  @Test(arguments: [
    "a: x ${{ HERE }} y",
    "a: 'it''s ${{ HERE }}'",
    "a: \"tab\\t\\u00e9\\x41 ${{ HERE }}\"",
    "a: one\n  two\n\n  ${{ HERE }} three",
    "a: \"one\n  two \\\n   ${{ HERE }}\"",
    "a: |\n  one\n\n    two\n  ${{ HERE }}\n",
    "a: |-\n\n  one ${{ HERE }}",
    "a: >\n  one\n  two\n\n  ${{ HERE }}\n  three\n",
    "a: |2\n    deep\n   ${{ HERE }}\n",
    "a: |\r\n  one\r\n  ${{ HERE }}\r\n",
  ])
  func `is found through folding and escapes`(_ text: String) throws {
    let scalar = try #require(try read(text).entries?.first?.value.scalar)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let line = try #require(lines.firstIndex { $0.contains("HERE") })
    let before = try #require(lines[line].firstRange(of: "HERE"))
    let column = lines[line][..<before.lowerBound].unicodeScalars.count + 1

    let content = try #require(scalar.text.firstRange(of: "HERE"))
    let offset = scalar.text[..<content.lowerBound].unicodeScalars.count
    #expect(scalar.location(of: offset..<offset + 4) == place(line + 1, column, 4))
  }
}

private func read(_ text: String) throws -> SyntaxNode {
  var diagnostics: [Diagnostic] = []
  let tree = SyntaxReader.read(text, file: "f", diagnostics: &diagnostics)
  #expect(diagnostics.isEmpty)
  return try #require(tree)
}

private typealias Location = WorkflowDiagnostics.SourceLocation

private func place(_ line: Int, _ column: Int, _ length: Int) -> Location {
  Location(file: "f", line: line, column: column, length: length)
}
