import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Importing a certificate` {
  static let fqdn = "mi1.3b1f2c4d5e6f.database.windows.net"
  let bench: Bench

  init() throws {
    bench = try Bench(
      "sqlserver.import_certificate",
      ["name": .string(Self.fqdn), "public_blob": "3082aa", "thumbprint": "0xAB12"]
    )
  }

  private func stored(_ name: String, _ thumbprint: String, _ key: String = "NA") -> Answer {
    .rows([
      "name": .string(name), "thumbprint": .string(thumbprint),
      "pvt_key_encryption_type": .string(key),
    ])
  }

  private let create = """
    CREATE CERTIFICATE [mi1.3b1f2c4d5e6f.database.windows.net]
    FROM BINARY = 0x3082AA
    """

  @Test func `reads all certificates`() throws {
    #expect(
      try bench.probe() == [
        "SELECT name, pvt_key_encryption_type, thumbprint FROM sys.certificates"
      ]
    )
  }

  @Test func `imports it under the instance's domain name`() throws {
    let observation = try bench.observe(stored("other", "0x01"))
    #expect(observation.state == .absent)
    #expect(try bench.writes(after: observation) == [create])
  }

  @Test func `adopts the same certificate`() throws {
    #expect(try bench.observe(stored(Self.fqdn, "0xab12")).state == .mine)
  }

  @Test func `replaces one that was rotated`() throws {
    #expect(bench.action.descriptor.onDifferent == .alter)
    let observation = try bench.observe(stored(Self.fqdn, "0x01"))
    #expect(observation.state == .different)
    #expect(
      try bench.writes(after: observation) == [
        "DROP CERTIFICATE [mi1.3b1f2c4d5e6f.database.windows.net]", create,
      ]
    )
  }

  @Test func `leaves one with a private key alone`() throws {
    #expect(try bench.observe(stored(Self.fqdn, "0x01", "MK")).state == .foreign)
  }

  @Test func `says under which name the same certificate stands`() throws {
    let observation = try bench.observe(stored("mi]cert", "0xAB12"))
    #expect(observation.state == .foreign)
    #expect(observation.remedy?.contains("\n  DROP CERTIFICATE [mi]]cert]") == true)
  }

  @Test func `refuses what is not hex`() throws {
    let bench = try Bench(
      "sqlserver.import_certificate",
      ["name": "x", "public_blob": "0x30; DROP TABLE t", "thumbprint": "0xAB12"]
    )
    #expect(try bench.failure { _ = try $0.writes() }.kind == .permanent)
  }
}
