import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Trusting an issuer` {
  @Test(arguments: [
    ("mi1.3b1f2c4d5e6f.database.windows.net", "*.database.windows.net"),
    ("mi1.3b1f2c4d5e6f.database.chinacloudapi.cn", "*.database.chinacloudapi.cn"),
    ("mi1.3b1f2c4d5e6f.database.usgovcloudapi.net", "*.database.usgovcloudapi.net"),
  ])
  func `covers the instance's own cloud`(_ fqdn: String, _ pattern: String) throws {
    let bench = try Bench(
      "sqlserver.trust_issuer",
      ["certificate": "Root of 'All'", "instance_fqdn": .string(fqdn)]
    )
    #expect(
      try bench.writes() == [
        """
        DECLARE @certificate_id int = CERT_ID(N'Root of ''All''');
        EXEC sp_certificate_add_issuer @certificate_id, N'\(pattern)';
        """
      ]
    )
  }

  @Test(arguments: ["mi1", "mi1.windows.net", "", "mi1..database.windows.net"])
  func `refuses what is no instance's domain name`(_ fqdn: String) throws {
    let bench = try Bench(
      "sqlserver.trust_issuer",
      ["certificate": "MicrosoftPKI", "instance_fqdn": .string(fqdn)]
    )
    #expect(try bench.failure { _ = try $0.writes() }.kind == .permanent)
  }

  @Test func `may be repeated`() {
    #expect(registry["sqlserver.trust_issuer"]?.effect == .repeatable)
  }
}
