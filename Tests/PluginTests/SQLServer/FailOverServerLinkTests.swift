import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Failing a link over to the instance` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "sqlserver.fail_over_link",
      ["instance": "there", "link": "DAG_[Sales]", "database": "Sales"]
    )
  }

  private func observe(_ server: String, _ instance: String) throws -> Observation {
    try bench.observe(
      LinkRows(role: server).roles,
      LinkRows(role: instance, isInstance: true).roles
    )
  }

  @Test func `asks both ends for their roles`() throws {
    let calls = try #require(bench.action.probe).calls(bench.arguments)
    #expect(calls.map(\.connection) == ["here", "there"])
  }

  @Test func `is ordered at the server, alone in its batch`() throws {
    #expect(try observe("PRIMARY", "SECONDARY").state == .absent)
    #expect(try bench.writes() == ["ALTER AVAILABILITY GROUP [DAG_[Sales]]] FAILOVER"])
  }

  @Test func `is done when the instance is the primary, so that it never fails back`() throws {
    let observation = try observe("SECONDARY", "PRIMARY")
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["primary": "instance"])
  }

  @Test(
    arguments: [
      ("RESOLVING", "SECONDARY"), ("SECONDARY", "SECONDARY"), ("SECONDARY", "RESOLVING"),
      ("RESOLVING", "PRIMARY"), ("PRIMARY", "RESOLVING"),
    ]
  )
  func `sends nothing while the roles change`(_ server: String, _ instance: String) throws {
    #expect(try observe(server, instance).state == .inProgress(nil))
  }

  @Test func `waits for a failover that is pending`() throws {
    var server = LinkRows(role: "PRIMARY")
    server.operationalState = "PENDING_FAILOVER"
    let instance = LinkRows(role: "SECONDARY", isInstance: true)
    #expect(try bench.observe(server.roles, instance.roles).state == .inProgress(nil))
  }

  @Test func `leaves two primaries to a person`() throws {
    let failure = try bench.failure { _ in _ = try observe("PRIMARY", "PRIMARY") }
    #expect(failure.kind == .permanent)
    #expect(failure.remedy?.contains("SET (ROLE = SECONDARY)") == true)
  }

  @Test func `needs the link at both ends`() throws {
    let rows = LinkRows(role: "PRIMARY").roles
    #expect(
      try bench.failure { _ = try $0.observe(rows, .noRows) }.detail.contains("on 'there'")
    )
    #expect(try bench.failure { _ = try $0.observe(.noRows, rows) }.detail.contains("on 'here'"))
  }

  @Test func `has no inverse`() {
    #expect(bench.action.inverse == nil)
  }
}

@Suite struct `Forcing a link over to the server` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "sqlserver.force_link_failover",
      ["link": "DAG_Sales", "database": "Sales"]
    )
  }

  @Test func `is ordered at the secondary`() throws {
    let rows = LinkRows(role: "SECONDARY")
    #expect(try bench.observe(rows.roles, rows.log).state == .absent)
    #expect(
      try bench.writes() == ["ALTER AVAILABILITY GROUP [DAG_Sales] FORCE_FAILOVER_ALLOW_DATA_LOSS"]
    )
  }

  @Test func `is never sent to a primary`() throws {
    let rows = LinkRows(role: "PRIMARY")
    let observation = try bench.observe(rows.roles, rows.log)
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["role": "PRIMARY", "writable": true])
  }

  @Test func `waits while the database recovers`() throws {
    let rows = LinkRows(role: "RESOLVING")
    #expect(try bench.observe(rows.roles, rows.log).state == .inProgress(nil))
  }

  @Test(arguments: ["REVERTING", "INITIALIZING"])
  func `refuses a database that could not start`(_ state: String) throws {
    var rows = LinkRows(role: "SECONDARY")
    rows.state = state
    let failure = try bench.failure { _ = try $0.observe(rows.roles, rows.log) }
    #expect(failure.kind == .transient)
    #expect(failure.detail.contains(state))
  }
}
