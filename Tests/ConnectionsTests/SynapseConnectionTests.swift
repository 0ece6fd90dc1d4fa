import Connections
import Secrets
import Testing
import WorkflowDiagnostics

@Suite struct `A connection for Synapse Link` {
  @Test func `describes a workspace`() throws {
    let connections = try read(
      """
      connections:
        synapse1:
          kind: synapse
          resource: /subscriptions/11aa/resourceGroups/rg/providers/microsoft.synapse/Workspaces/ws1
          development: https://localhost:44351/ws1/
          resource_manager: https://localhost:44351
          ca_file: ca.pem
          credential: { type: token, token: env://T }
        plain:
          kind: synapse
          resource: /subscriptions/11aa/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/ws2
          cloud: AzureChinaCloud
          credential: { type: token, token: env://T }
      """
    )
    guard case .synapse(let settings)? = connections["synapse1"],
      case .synapse(let plain)? = connections["plain"]
    else {
      Issue.record("both are workspaces")
      return
    }
    #expect(
      settings.azure.resource.description
        == "/subscriptions/11aa/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/ws1"
    )
    #expect(settings.development == "https://localhost:44351/ws1")
    #expect(settings.azure.resourceManager == "https://localhost:44351")
    #expect(settings.azure.caFile == "/etc/ca.pem")
    #expect(settings.azure.credential == .token(.environment("T")))
    #expect(plain.development == nil)
    #expect(plain.azure.cloud == .china)
    #expect(connections["synapse1"]?.kind == "synapse")
  }

  @Test func `describes a storage account`() throws {
    let connections = try read(
      """
      connections:
        landing:
          kind: storage
          account: ledgerlanding
          account_key: file://key2
          key_name: key2
          blob: https://localhost:44351/ledgerlanding
          cloud: AzureUSGovernment
          ca_file: ca.pem
        plain: { kind: storage, account: abc, account_key: prompt://landing-key }
      """
    )
    guard case .storage(let settings)? = connections["landing"],
      case .storage(let plain)? = connections["plain"]
    else {
      Issue.record("both are storage accounts")
      return
    }
    #expect(settings.account == "ledgerlanding")
    #expect(settings.accountKey == .file("/etc/key2"))
    #expect(settings.keyName == "key2")
    #expect(settings.blob == "https://localhost:44351/ledgerlanding")
    #expect(settings.cloud == .usGovernment)
    #expect(settings.caFile == "/etc/ca.pem")
    #expect(plain.accountKey == .prompt("landing-key"))
    #expect(plain.keyName == "key1")
    #expect(plain.blob == nil)
    #expect(connections["plain"]?.kind == "storage")
  }

  @Test func `shows every mistake at once and at its place`() {
    let text = """
      connections:
        a:
          kind: storage
          account: Ledger.Landing
          account_key: AAECAwQ=
          key_name: key3
          blob: http://localhost/x
          resource: /subscriptions/x
          sas: env://S
        b:
          kind: storage
          account: abc
          account_key: sas://a/c?sp=r&sr=c
        c:
          kind: synapse
          resource: /subscriptions/1/resourceGroups/g/providers/Microsoft.Sql/managedInstances/m
          development: https://dev.example/a?b
          server: x
          ca_file: ~/ca.pem
        d:
          kind: synpase
      """
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics) == nil)
    let found = diagnostics.map {
      "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)"
    }
    #expect(
      Set(found) == [
        "4:14 LF4007", "5:18 LF4011", "6:15 LF4007", "7:11 LF4007", "8:5 LF2001", "9:5 LF2001",
        "13:18 LF4011", "16:15 LF4007", "17:18 LF4007", "18:5 LF2001", "19:14 LF4007",
        "15:5 LF2002", "21:11 LF4007",
      ]
    )
    #expect(found.count == Set(found).count)
    let page = diagnostics.rendered { _ in text }
    #expect(!page.contains("AAECAwQ="))
    #expect(page.contains("Microsoft.Synapse/workspaces/NAME"))
    #expect(page.contains("belongs to a connection of kind managed_instance or synapse."))
    #expect(page.contains("Did you mean 'synapse'?"))
  }

  private func read(_ text: String) throws -> Connections {
    var diagnostics: [Diagnostic] = []
    let connections = ConnectionsFile.read(
      text,
      file: "/etc/connections.yaml",
      diagnostics: &diagnostics
    )
    #expect(diagnostics.map(\.detail) == [])
    return try #require(connections)
  }
}
