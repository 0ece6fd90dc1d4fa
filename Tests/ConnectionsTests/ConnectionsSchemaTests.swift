import Connections
import Foundation
import Testing
import WorkflowDiagnostics

@Suite struct `The JSON Schema of connections` {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @Test func `stands in the repository as it is`() throws {
    let document = ConnectionsSchema.document()
    let path = "\(Self.root)/schemas/\(document.name)"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try document.text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let committed = try? String(contentsOfFile: path, encoding: .utf8)
    #expect(
      committed == document.text,
      "schemas/\(document.name) is stale. Write it anew: linkflow schema schemas"
    )
  }

  private static let sound = """
    x_owner: dba
    connections:
      sql1:
        kind: sqlserver
        server: sql1.example.com,1433
        driver: ODBC Driver 18 for SQL Server
        login: { user: migration, password: env://SQL1_PASSWORD }
      mi1:
        kind: managed_instance
        resource: /subscriptions/1/resourceGroups/rg1/providers/Microsoft.Sql/managedInstances/mi1
        cloud: AzureChinaCloud
        server: mi1.example.com
        login: { user: migration, password: prompt://mi1 }
        credential: { type: token, token: file://token }
      synapse1:
        kind: synapse
        resource: /subscriptions/1/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/s1
        development: https://localhost:44351/s1
        credential: { type: client_secret, tenant: t, client_id: c, secret: env://S }
      landing:
        kind: storage
        account: ledgerlanding
        account_key: file://key1
        key_name: key1
        blob: https://localhost:44351/ledgerlanding
    """

  @Test func `admits what is read without a mistake`() throws {
    var diagnostics: [Diagnostic] = []
    let connections = ConnectionsFile.read(Self.sound, file: "c.yaml", diagnostics: &diagnostics)
    #expect(diagnostics.map(\.detail) == [])
    #expect(connections?.names.count == 4)
    #expect(try mistakes(in: Self.sound) == [])
  }

  @Test(
    arguments: [
      ("kind: sqlserver", "kind: oracle"), ("    server: sql1.example.com,1433\n", ""),
      ("env://SQL1_PASSWORD", "hunter2"), ("cloud: AzureChinaCloud", "cloud: Mooncake"),
      ("key_name: key1", "key: key1"), ("account: ledgerlanding", "account: Ledger-Landing"),
      ("type: token, token:", "type: token, secret:"), ("blob: https", "blob: http"),
      ("development: https", "server: https"), ("/subscriptions/1/resourceGroups/rg1/pro", "/pro"),
    ]
  )
  func `refuses what is built wrong`(_ right: String, _ wrong: String) throws {
    let text = Self.sound.replacing(right, with: wrong)
    #expect(text != Self.sound)
    var diagnostics: [Diagnostic] = []
    _ = ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics)
    #expect(!diagnostics.isEmpty)
    #expect(try !mistakes(in: text).isEmpty)
  }

  /// What a validator that is not ours says.
  private func mistakes(in text: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (schema, file) = ("\(folder.path)/schema.json", "\(folder.path)/connections.yaml")
    try ConnectionsSchema.document().text.write(toFile: schema, atomically: true, encoding: .utf8)
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(Self.root)/.witnesses/bin/python")
    process.arguments = [
      "\(Self.root)/Tests/WorkflowCompilerTests/Witnesses/validate.py", schema, file,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return said.split(separator: "\n").map(String.init)
  }
}
