import Connections
import Foundation
import Secrets
import Testing
import WorkflowDiagnostics

@Suite struct `A connections file` {
  private let instance = """
        resource: /subscriptions/11aa/resourceGroups/rg-1/providers/Microsoft.Sql/managedInstances/mi1
        credential: { type: token, token: env://ARM_TOKEN }
    """

  @Test func `describes a SQL Server with few words`() throws {
    let connections = try read(
      """
      connections:
        sql1:
          kind: sqlserver
          server: sql1.example.com
          login: { user: sa, password: file://sa-password }
      """
    )
    guard case .sqlServer(let settings)? = connections["sql1"] else {
      Issue.record("sql1 is a SQL Server")
      return
    }
    #expect(settings.host == "sql1.example.com")
    #expect(settings.port == 1433)
    #expect(settings.driver == "FreeTDS")
    #expect(settings.encryption == .required)
    #expect(settings.caFile == nil)
    #expect(!settings.trustsServerCertificate)
    #expect(settings.login?.user == "sa")
    #expect(settings.login?.password == .file("/etc/linkflow/sa-password"))
  }

  @Test func `describes a SQL Server with every key`() throws {
    let connections = try read(
      """
      connections:
        sql1:
          kind: sqlserver
          server: 127.0.0.1,14330
          driver: /usr/lib/libtdsodbc.so
          encryption: off
          ca_file: tls/ca.pem
          trust_server_certificate: true
          login: { user: 'sa', password: env://SA }
          x_owner: dba
      """
    )
    guard case .sqlServer(let settings)? = connections["sql1"] else {
      Issue.record("sql1 is a SQL Server")
      return
    }
    #expect(settings.host == "127.0.0.1")
    #expect(settings.port == 14330)
    #expect(settings.driver == "/usr/lib/libtdsodbc.so")
    #expect(settings.encryption == .off)
    #expect(settings.caFile == "/etc/linkflow/tls/ca.pem")
    #expect(settings.trustsServerCertificate)
    #expect(settings.login?.password == .environment("SA"))
  }

  @Test func `describes a managed instance`() throws {
    let connections = try read(
      """
      connections:
        mi1:
          kind: managed_instance
          server: mi1.abc.database.chinacloudapi.cn,3342
          driver: ODBC Driver 18 for SQL Server
          encryption: strict
          resource: /subscriptions/11aa/resourcegroups/rg-1/providers/Microsoft.Sql/managedInstances/mi1
          cloud: AzureChinaCloud
          resource_manager: https://127.0.0.1:8443/
          authority: https://login.example.com
          ca_file: /etc/ca.pem
          credential:
            type: client_secret
            tenant: contoso
            client_id: 22bb
            secret: file:///run/secret
      """
    )
    guard case .managedInstance(let settings)? = connections["mi1"] else {
      Issue.record("mi1 is a managed instance")
      return
    }
    let path =
      "/subscriptions/11aa/resourceGroups/rg-1/providers/Microsoft.Sql/managedInstances/mi1"
    #expect(settings.azure.resource.description == path)
    #expect(settings.azure.cloud == .china)
    #expect(settings.azure.resourceManager == "https://127.0.0.1:8443")
    #expect(settings.azure.authority == "https://login.example.com")
    #expect(settings.azure.caFile == "/etc/ca.pem")
    #expect(
      settings.azure.credential
        == .clientSecret(tenant: "contoso", clientID: "22bb", secret: .file("/run/secret"))
    )
    #expect(settings.sql?.host == "mi1.abc.database.chinacloudapi.cn")
    #expect(settings.sql?.port == 3342)
    #expect(settings.sql?.login == nil)
    #expect(settings.sql?.caFile == "/etc/ca.pem")
  }

  @Test func `needs no T-SQL for a managed instance`() throws {
    let connections = try read(
      "connections:\n  mi1:\n    kind: managed_instance\n" + instance
    )
    guard case .managedInstance(let settings)? = connections["mi1"] else {
      Issue.record("mi1 is a managed instance")
      return
    }
    #expect(settings.sql == nil)
    #expect(settings.azure.cloud == .azure)
    #expect(settings.azure.credential == .token(.environment("ARM_TOKEN")))
  }

  @Test func `shows every mistake at once and at its place`() {
    let text = """
      connections:
        "sql 1":
          kind: sqlserver
          server: sql1:1433
          driver: FreeTSD
          encryption: of
          trust_server_certificate: maybe
          ca_file: ~/ca.pem
          pasword: hunter2
          login: { user: sa, password: hunter2 }
        mi1:
          kind: managed_instance
          login: { user: sa, password: env://P }
          resource: /subscriptions/x
          cloud: AzureGermanCloud
          authority: http://login.example.com
          credential: { type: client_secrte, token: env://T }
        other: { kind: oracle }
        clear:
          kind: sqlserver
          server: db.example.com,0
          port: 5
          tenant: x
        open:
          kind: sqlserver
          server: db.example.com
          encryption: off
          login: { user: sa, password: env://P }
          resource: x
      """
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics) == nil)
    let found = diagnostics.map {
      "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)"
    }
    #expect(
      Set(found) == [
        "2:3 LF2004", "4:13 LF4007", "5:13 LF4007", "6:17 LF4007", "7:31 LF4007", "8:14 LF4007",
        "9:5 LF2001", "10:34 LF4011", "13:5 LF4007", "14:15 LF4007", "15:12 LF4007",
        "16:16 LF4007", "17:25 LF4007", "18:18 LF4007", "21:13 LF4007", "22:5 LF2001",
        "23:5 LF2001", "20:5 LF2002", "27:17 LF4007", "29:5 LF2001",
      ]
    )
    #expect(found.count == Set(found).count)
    let page = diagnostics.rendered { _ in text }
    #expect(!page.contains("password: hunter2"))
    #expect(page.contains("A comma stands before the port: sql1,1433"))
    #expect(page.contains("Did you mean 'FreeTDS'?"))
    #expect(page.contains("Did you mean 'client_secret'?"))
  }

  @Test(arguments: [
    ("sql1\\INST", "port"), ("sql1,99999", "host,port"), ("sql1;DATABASE=x", "host,port"),
    ("tcp:sql1,1433", "host,port"), ("a,1,2", "host,port"),
  ])
  func `refuses other forms of an address`(_ server: String, _ hint: String) {
    let text = """
      connections:
        sql1: { kind: sqlserver, server: '\(server)', login: { user: sa, password: env://P } }
      """
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics) == nil)
    #expect(diagnostics.map(\.code) == [.invalidConnection])
    #expect(diagnostics.first?.remedy?.contains(hint) == true)
  }

  @Test func `refuses what its driver cannot do`() {
    let text = """
      connections:
        a: { kind: sqlserver, server: a, encryption: strict, login: { user: s, password: env://P } }
        mi1:
          kind: managed_instance
          server: mi1.example.com
      \(instance)
      """
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics) == nil)
    #expect(diagnostics.map(\.code) == [.invalidConnection, .invalidConnection])
    #expect(diagnostics.allSatisfy { $0.remedy?.contains("ODBC Driver 18") == true })
  }

  @Test(arguments: ["", "connections:", "connections: []", "- a", "connection: {}", "a: b: c"])
  func `refuses another form`(_ text: String) {
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics) == nil)
    #expect(diagnostics.count == 1)
  }

  @Test func `names the file that is not there`() {
    var diagnostics: [Diagnostic] = []
    #expect(ConnectionsFile.read(path: "/no/connections.yaml", diagnostics: &diagnostics) == nil)
    #expect(diagnostics.map(\.code) == [.fileUnreadable])
  }

  private func read(_ text: String) throws -> Connections {
    var diagnostics: [Diagnostic] = []
    let file = "/etc/linkflow/connections.yaml"
    let connections = ConnectionsFile.read(text, file: file, diagnostics: &diagnostics)
    #expect(diagnostics.map(\.detail) == [])
    return try #require(connections)
  }
}
