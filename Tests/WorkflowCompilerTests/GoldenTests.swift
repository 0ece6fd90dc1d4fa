import Foundation
import Testing
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

@Suite struct `A workflow file` {
  @Test(arguments: Fixture.all(in: "err"))
  func `shows every mistake at its place`(_ fixture: Fixture) throws {
    let text = try fixture.text()
    let file = "\(fixture.name).yaml"
    let diagnostics = compile(text, file: file).diagnostics
    #expect(!diagnostics.isEmpty)
    let rendered = diagnostics.rendered { $0 == file ? text : Fixture.text(ofCalled: $0) }
    try fixture.expect(rendered + "\n", inFile: "out")
  }

  @Test func `shows twelve mistakes of twelve kinds in one check`() throws {
    let fixture = Fixture(folder: "err", name: "twelve-mistakes")
    let found = compile(try fixture.text()).diagnostics
    #expect(
      found.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)" } == [
        "8:3 LF1003", "13:5 LF2001", "16:5 LF2002", "20:23 LF3002", "22:33 LF3001",
        "33:17 LF3003", "34:11 LF4002", "35:9 LF4012", "37:15 LF4001", "39:27 LF3005",
        "46:17 LF2008", "49:17 LF3003",
      ]
    )
    #expect(found.allSatisfy { $0.severity == .error && $0.remedy != nil })
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

  @Test(arguments: Fixture.all(in: "ok"))
  func `names every step once, and no step that is not there`(_ fixture: Fixture) throws {
    let definition = try #require(compile(try fixture.text()).definition)
    let ids = definition.allSteps.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(definition.stepsRead.subtracting(ids) == [])
    #expect(Set(definition.allSteps.compactMap(\.undo?.after)).subtracting(ids) == [])
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
    let expected = DiagnosticCode.all.filter {
      !$0.id.hasPrefix("LF6") && !$0.id.hasPrefix("LF7") && !others.contains($0)
    }
    var met: Set<DiagnosticCode> = []
    for fixture in Fixture.all(in: "err") {
      met.formUnion(compile(try fixture.text()).diagnostics.map(\.code))
    }
    #expect(expected.filter { !met.contains($0) }.map(\.id) == [])
    #expect(Fixture.all(in: "err").count >= 25)
  }
}
