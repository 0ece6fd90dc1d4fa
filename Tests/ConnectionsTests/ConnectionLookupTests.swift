import Connections
import Testing
import WorkflowDiagnostics
import WorkflowModel

@Suite struct `A connection's name` {
  @Test func `finds the connection of the kind that is asked for`() throws {
    var diagnostics: [Diagnostic] = []
    let connections = try read()
    let found = connections.connection(
      named: "sql1",
      kind: "sqlserver",
      diagnostics: &diagnostics
    )
    #expect(found?.kind == "sqlserver")
    #expect(connections.connection(named: "sql1", diagnostics: &diagnostics) == found)
    #expect(diagnostics.isEmpty)
  }

  @Test func `is corrected when it is misspelt`() throws {
    var diagnostics: [Diagnostic] = []
    let connections = try read()
    #expect(connections.connection(named: "slq1", diagnostics: &diagnostics) == nil)
    #expect(
      connections.connection(named: "x", kind: "managed_instance", diagnostics: &diagnostics) == nil
    )
    #expect(diagnostics.map(\.code) == [.unknownConnection, .unknownConnection])
    #expect(diagnostics[0].detail == "c.yaml defines no connection 'slq1'.")
    #expect(diagnostics[0].remedy == "Did you mean 'sql1'?")
    #expect(diagnostics[1].remedy == "It defines none of kind managed_instance.")
  }

  @Test func `is refused where another kind is asked for`() throws {
    var diagnostics: [Diagnostic] = []
    let connections = try read()
    let found = connections.connection(
      named: "sql1",
      kind: "managed_instance",
      diagnostics: &diagnostics
    )
    #expect(found == nil)
    #expect(diagnostics.map(\.code) == [.wrongConnectionKind])
  }

  @Test func `is checked in every input of a run`() throws {
    var diagnostics: [Diagnostic] = []
    let declarations = [
      InputDeclaration(name: "source", type: .connection(kind: "sqlserver")),
      InputDeclaration(name: "target", type: .connection(kind: "managed_instance")),
      InputDeclaration(name: "spare", type: .optional(.connection(kind: nil))),
      InputDeclaration(name: "more", type: .list(.connection(kind: "sqlserver"))),
      InputDeclaration(name: "text", type: .string),
    ]
    try read().check(
      ["source": "sql1", "target": "sql2", "spare": nil, "more": ["sql2", "sql3"], "text": "no"],
      declared: declarations,
      diagnostics: &diagnostics
    )
    #expect(
      diagnostics.map { "\($0.code) \($0.detail)" } == [
        "LF4006 Input 'target': Connection 'sql2' is of kind sqlserver, "
          + "and managed_instance is asked for.",
        "LF4005 Input 'more': c.yaml defines no connection 'sql3'.",
      ]
    )
  }

  private func read() throws -> Connections {
    let text = """
      connections:
        sql1: { kind: sqlserver, server: a, login: { user: sa, password: env://P } }
        sql2: { kind: sqlserver, server: b, login: { user: sa, password: env://P } }
      """
    var diagnostics: [Diagnostic] = []
    return try #require(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics))
  }
}
