import Foundation
import Secrets
import Testing
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

@Suite struct `A run's inputs` {
  private let definition = WorkflowDefinition(
    name: "w",
    inputs: [
      InputDeclaration(name: "source", type: .connection(kind: "sqlserver")),
      InputDeclaration(name: "databases", type: .list(.string), minItems: 1, unique: true),
      InputDeclaration(name: "ports", type: .list(.int), defaultValue: [1433]),
      InputDeclaration(name: "ratio", type: .optional(.decimal)),
      InputDeclaration(name: "patience", type: .duration, defaultValue: "15m"),
      InputDeclaration(name: "force", type: .bool, defaultValue: false),
      InputDeclaration(name: "options", type: .optional(.object)),
      InputDeclaration(
        name: "password",
        type: .secret,
        defaultValue: .secret(.environment("PASSWORD"))
      ),
    ],
    steps: []
  )

  @Test func `come from options, with defaults and nulls for the rest`() throws {
    let inputs = try #require(
      read(["source=sql1", "databases=Sales, HR,1.10"]).inputs
    )
    #expect(
      inputs == [
        "source": "sql1", "databases": ["Sales", "HR", "1.10"], "ports": [1433], "ratio": nil,
        "patience": "15m", "force": false, "options": nil,
        "password": .secret(.environment("PASSWORD")),
      ]
    )
  }

  @Test func `convert by the declared type`() throws {
    let inputs = try #require(
      read([
        "source=1433", "databases=a=b", "ports=1,2", "ratio=0.5", "patience=1d", "force=true",
        "options={a: [1, x]}", "password=file://pw",
      ]).inputs
    )
    #expect(inputs["source"] == "1433")
    #expect(inputs["databases"] == ["a=b"])
    #expect(inputs["ports"] == [1, 2])
    #expect(inputs["ratio"]?.number?.description == "0.5")
    #expect(inputs["force"] == true)
    #expect(inputs["options"] == ["a": [1, "x"]])
    #expect(inputs["password"] == .secret(.file("pw")))
  }

  @Test func `come from a file, and options win`() throws {
    let file = """
      source: sql1
      databases: [Sales, 007]
      password: file://secrets/pw
      x_note: free
      """
    let inputs = try #require(read(["source=sql2"], file, name: "in/lab.yaml").inputs)
    #expect(inputs["source"] == "sql2")
    #expect(inputs["databases"] == ["Sales", "007"])
    #expect(inputs["password"] == .secret(.file("in/secrets/pw")))
  }

  @Test func `are all refused at once`() throws {
    let options = ["databses=Sales", "force=yes", "ports=1,x", "nothing", "ratio=1", "ratio=2"]
    let found = read(options).diagnostics
    #expect(
      found.map { "\($0.code) \($0.detail)" } == [
        "LF4009 '-i databses': The workflow has no input 'databses'.",
        "LF4010 '-i force' takes bool, and here stands 'yes'.",
        "LF4010 '-i ports' takes int, and here stands 'x'.",
        "LF4009 '-i nothing' gives no value.",
        "LF4010 '-i ratio' is given twice.",
        "LF4008 Input 'databases' of type list<string> is not given.",
        "LF4008 Input 'source' of type connection (sqlserver) is not given.",
      ]
    )
    #expect(found[0].remedy == "Did you mean 'databases'?")
    #expect(found[5].remedy == "Give it:\n  -i databases=A,B")
  }

  @Test func `are refused at their places in a file`() throws {
    let file = """
      sorce: sql1
      source: sql1
      databases: []
      ports: [1, two]
      password: hunter2
      """
    let found = read([], file).diagnostics
    #expect(
      found.map { "\($0.location?.description ?? "") \($0.code)" } == [
        "in.yaml:1:1 LF4009", "in.yaml:4:12 LF4010", "in.yaml:5:11 LF4011",
        "in.yaml:3:12 LF4010",
      ]
    )
    #expect(!found.rendered { _ in file }.contains("hunter2"))
  }

  @Test func `are refused when items repeat`() {
    let found = read(["source=s", "databases=a,b,a"]).diagnostics
    #expect(found.map(\.code) == [.invalidInput])
    #expect(found.first?.detail == "Input 'databases' holds 'a' twice, and its items must differ.")
  }

  @Test func `never show a secret that was given instead of its reference`() {
    let found = read(["source=s", "databases=a", "password=hunter2"]).diagnostics
    #expect(found.map(\.code) == [.invalidSecretReference])
    #expect(found.first?.detail.hasPrefix("'-i password': ") == true)
    #expect(!"\(found)".contains("hunter2"))
  }

  private func read(
    _ pairs: [String],
    _ text: String? = nil,
    name: String = "in.yaml"
  ) -> (inputs: [String: Value]?, diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let file = text.flatMap { SyntaxReader.read($0, file: name, diagnostics: &diagnostics) }
    let inputs = InputReader(definition).inputs(
      pairs: pairs,
      file: file,
      diagnostics: &diagnostics
    )
    return (inputs, diagnostics)
  }
}
