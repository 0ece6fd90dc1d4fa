import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Ensuring a server certificate` {
  let bench: Bench
  let row: [String: Value] = [
    "name": "Cert_SQL1_endpoint", "pvt_key_encryption_type": "MK",
    "expiry_date": "2030-12-31 00:00:00.000", "is_current": 1, "thumbprint": "0xabcd",
    "public_blob": "0x3082",
  ]

  init() throws {
    bench = try Bench(
      "sqlserver.ensure_server_certificate",
      ["name": "Cert_SQL1_endpoint", "expiry_date": "20301231"]
    )
  }

  @Test func `looks for it by name, with its public part`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT name, pvt_key_encryption_type, expiry_date,
          CASE WHEN expiry_date > SYSUTCDATETIME() THEN 1 ELSE 0 END AS is_current,
          thumbprint, CERTENCODED(certificate_id) AS public_blob
        FROM sys.certificates WHERE name = @name
        -- @name = N'Cert_SQL1_endpoint'
        """,
        "SELECT CONVERT(char(8), SYSDATETIME(), 112) AS today",
      ]
    )
  }

  @Test func `makes none that has expired when it is made`() throws {
    let late = Answer.rows(["today": "20310101"])
    let failure = try bench.failure { _ = try $0.observe(.noRows, late) }
    #expect(failure.kind == .permanent)
    #expect(failure.remedy == "Begin a new run with a later date.")
    let early = Answer.rows(["today": "20261121"])
    #expect(try bench.observe(.noRows, early).state == .absent)
  }

  @Test func `uses the one that is there`() throws {
    let observation = try bench.observe(.rows(row))
    #expect(observation.state == .mine)
    #expect(observation.outputs["thumbprint"] == "0xABCD")
    #expect(observation.outputs["public_blob"] == "0x3082")
  }

  @Test func `creates it where there is none`() throws {
    #expect(try bench.observe(.noRows).state == .absent)
    #expect(
      try bench.writes() == [
        """
        CREATE CERTIFICATE [Cert_SQL1_endpoint]
        WITH SUBJECT = N'Certificate for Cert_SQL1_endpoint',
          EXPIRY_DATE = N'20301231'
        """
      ]
    )
  }

  @Test func `leaves the expiry to the server when none is given`() throws {
    let bench = try Bench("sqlserver.ensure_server_certificate", ["name": "x]y"])
    #expect(
      try bench.writes() == ["CREATE CERTIFICATE [x]]y]\nWITH SUBJECT = N'Certificate for x]y'"]
    )
  }

  @Test(arguments: [["pvt_key_encryption_type": "PW"], ["is_current": 0]] as [[String: Value]])
  func `asks about one that cannot serve`(_ changes: [String: Value]) throws {
    #expect(bench.action.descriptor.onDifferent == .ask)
    let observation = try bench.observe(.rows(row.merging(changes) { $1 }))
    #expect(observation.state == .different)
    #expect(observation.remedy != nil)
  }

  @Test func `refuses a date that is none`() throws {
    let bench = try Bench(
      "sqlserver.ensure_server_certificate",
      ["name": "x", "expiry_date": "12/31/2030"]
    )
    #expect(try bench.failure { _ = try $0.writes() }.remedy?.contains("yyyymmdd") == true)
  }

  @Test func `refuses a name with a backslash`() throws {
    let bench = try Bench("sqlserver.ensure_server_certificate", ["name": "Cert_A\\B_endpoint"])
    #expect(try bench.failure { _ = try $0.probe() }.kind == .permanent)
  }
}
