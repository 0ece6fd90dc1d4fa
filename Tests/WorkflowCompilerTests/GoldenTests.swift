import Foundation
import Testing
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

@Suite struct `A workflow file` {
  @Test(arguments: Fixture.all(in: "err"))
  func `shows every mistake at its place`(_ fixture: Fixture) throws {
    let text = try fixture.text()
    let diagnostics = compile(text, file: "\(fixture.name).yaml").diagnostics
    #expect(!diagnostics.isEmpty)
    try fixture.expect(diagnostics.rendered { _ in text } + "\n", inFile: "out")
  }

  @Test(arguments: Fixture.all(in: "ok"))
  func `compiles to a definition that keeps its JSON`(_ fixture: Fixture) throws {
    let text = try fixture.text()
    let (definition, diagnostics) = compile(text)
    #expect(diagnostics.rendered { _ in text } == "")
    let json = try CanonicalJSON.data(#require(definition))
    try fixture.expect(String(decoding: json, as: UTF8.self) + "\n", inFile: "json")
    #expect(try CanonicalJSON.decode(WorkflowDefinition.self, from: json).id() == definition?.id())
  }

  @Test(arguments: Fixture.all(in: "same"))
  func `keeps its hash when keys move and forms change`(_ fixture: Fixture) throws {
    let other = Fixture(folder: "ok", name: fixture.name)
    let moved = compile(try fixture.text(), file: "elsewhere/other-name.yaml")
    #expect(moved.diagnostics.map(\.detail) == [])
    #expect(moved.definition == compile(try other.text()).definition)
    #expect(try moved.definition?.id() == compile(try other.text()).definition?.id())
  }

  @Test(arguments: Fixture.all(in: "ok"))
  func `keeps its hash with comments and other line ends`(_ fixture: Fixture) throws {
    let text = try fixture.text()
    let windows = "\u{FEFF}# a comment\r\n\r\n" + text.replacing("\n", with: "\r\n")
    #expect(compile(windows).definition == compile(text).definition)
  }

  @Test func `meets every code that a compiler can report`() throws {
    let others: Set<DiagnosticCode> = [
      .fileUnreadable, .unknownConnection, .wrongConnectionKind, .invalidConnection,
      .missingInput, .unknownInput, .invalidInput,
    ]
    let expected = DiagnosticCode.all.filter { !$0.id.hasPrefix("LF7") && !others.contains($0) }
    var met: Set<DiagnosticCode> = []
    for fixture in Fixture.all(in: "err") {
      met.formUnion(compile(try fixture.text()).diagnostics.map(\.code))
    }
    #expect(expected.filter { !met.contains($0) }.map(\.id) == [])
    #expect(Fixture.all(in: "err").count >= 25)
  }
}
