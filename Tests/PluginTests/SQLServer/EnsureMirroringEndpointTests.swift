import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Ensuring a mirroring endpoint` {
  let bench: Bench
  let row: [String: Value] = [
    "name": "Hadr_endpoint", "state_desc": "STARTED", "role_desc": "ALL",
    "connection_auth_desc": "CERTIFICATE", "is_encryption_enabled": true,
    "encryption_algorithm_desc": "AES", "port": 5023, "ip_address": .null,
    "certificate_name": "Older", "pvt_key_encryption_type": "MK", "is_current": 1,
    "thumbprint": "0xAA", "public_blob": "0x3082",
  ]

  init() throws {
    bench = try Bench("sqlserver.ensure_mirroring_endpoint", ["certificate": "Cert_SQL1_endpoint"])
  }

  private func observe(_ changes: [String: Value], groups: Int64 = 0) throws -> Observation {
    try bench.observe(.rows(row.merging(changes) { $1 }), .rows(["group_count": .int(groups)]))
  }

  @Test func `reads the endpoint, its certificate and the groups on it`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT e.name, e.state_desc, e.role_desc, e.connection_auth_desc,
          e.is_encryption_enabled, e.encryption_algorithm_desc, t.port, t.ip_address,
          c.name AS certificate_name, c.pvt_key_encryption_type,
          CASE WHEN c.expiry_date > SYSUTCDATETIME() THEN 1 ELSE 0 END AS is_current,
          c.thumbprint, CERTENCODED(c.certificate_id) AS public_blob
        FROM sys.database_mirroring_endpoints AS e
        JOIN sys.tcp_endpoints AS t ON t.endpoint_id = e.endpoint_id
        LEFT JOIN sys.certificates AS c ON c.certificate_id = e.certificate_id
        """,
        "SELECT COUNT(*) AS group_count FROM sys.availability_groups",
      ]
    )
  }

  @Test func `creates one where there is none`() throws {
    let observation = try bench.observe(.noRows, .rows(["group_count": 0]))
    #expect(observation.state == .absent)
    #expect(
      try bench.writes(after: observation) == [
        """
        CREATE ENDPOINT [database_mirroring_endpoint] STATE = STARTED
        AS TCP (LISTENER_PORT = 5022, LISTENER_IP = ALL)
        FOR DATABASE_MIRRORING (
          ROLE = ALL,
          AUTHENTICATION = CERTIFICATE [Cert_SQL1_endpoint],
          ENCRYPTION = REQUIRED ALGORITHM AES
        )
        """
      ]
    )
  }

  @Test(
    arguments: [
      [:], ["connection_auth_desc": "NEGOTIATE, CERTIFICATE"],
      ["encryption_algorithm_desc": "RC4, AES"],
    ] as [[String: Value]]
  )
  func `adopts one that fits, with its own certificate and port`(
    _ changes: [String: Value]
  ) throws {
    let observation = try observe(changes, groups: 3)
    #expect(observation.state == .mine)
    #expect(observation.outputs["certificate"] == "Older")
    #expect(observation.outputs["port"] == 5023)
    #expect(observation.outputs["public_blob"] == "0x3082")
    #expect(observation.outputs["shortcomings"] == [])
  }

  @Test func `starts one that is stopped, groups or not`() throws {
    let observation = try observe(["state_desc": "STOPPED"], groups: 2)
    #expect(observation.state == .different)
    #expect(
      try bench.writes(after: observation) == ["ALTER ENDPOINT [Hadr_endpoint] STATE = STARTED"]
    )
  }

  private func alteration(_ methods: String) -> [String] {
    [
      """
      ALTER ENDPOINT [Hadr_endpoint] STATE = STARTED
      AS TCP (LISTENER_PORT = 5023, LISTENER_IP = ALL)
      FOR DATABASE_MIRRORING (
        ROLE = ALL,
        AUTHENTICATION = \(methods),
        ENCRYPTION = REQUIRED ALGORITHM AES
      )
      """
    ]
  }

  @Test(
    arguments: [
      (
        [
          "connection_auth_desc": "NEGOTIATE", "certificate_name": .null,
          "pvt_key_encryption_type": .null, "is_current": 0,
        ], "WINDOWS NEGOTIATE CERTIFICATE [Cert_SQL1_endpoint]"
      ),
      (["encryption_algorithm_desc": "RC4"], "CERTIFICATE [Older]"),
      (["is_encryption_enabled": 0], "CERTIFICATE [Older]"),
      (["role_desc": "PARTNER"], "CERTIFICATE [Older]"),
      (["ip_address": "10.0.0.4"], "CERTIFICATE [Older]"),
      (["is_current": 0], "CERTIFICATE [Cert_SQL1_endpoint]"),
      (["pvt_key_encryption_type": "NA"], "CERTIFICATE [Cert_SQL1_endpoint]"),
      (
        ["connection_auth_desc": "CERTIFICATE, NEGOTIATE", "role_desc": "PARTNER"],
        "CERTIFICATE [Older] WINDOWS NEGOTIATE"
      ),
      (
        ["connection_auth_desc": "KERBEROS, CERTIFICATE", "role_desc": "PARTNER"],
        "WINDOWS NEGOTIATE CERTIFICATE [Older]"
      ),
    ] as [([String: Value], String)]
  )
  func `alters only what does not fit`(_ changes: [String: Value], _ methods: String) throws {
    let observation = try observe(changes)
    #expect(observation.state == .different)
    #expect(try bench.writes(after: observation) == alteration(methods))
  }

  @Test func `leaves an endpoint with groups on it to a person`() throws {
    let observation = try observe(["connection_auth_desc": "NEGOTIATE"], groups: 2)
    #expect(observation.state == .foreign)
    #expect(observation.summary.contains("serves 2 availability groups"))
    #expect(observation.remedy?.contains("\n  ALTER ENDPOINT [Hadr_endpoint]") == true)
    #expect(observation.remedy?.hasSuffix("\n  linkflow resume spring-tide") == true)
  }
}
