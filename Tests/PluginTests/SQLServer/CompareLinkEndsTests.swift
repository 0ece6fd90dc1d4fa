import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Comparing the ends of a link` {
  let bench: Bench
  let server = LinkRows(role: "PRIMARY")
  let instance = LinkRows(role: "SECONDARY", isInstance: true)

  init() throws {
    bench = try Bench(
      "sqlserver.compare_link_ends",
      ["instance": "there", "link": "DAG_Sales", "database": "Sales"]
    )
  }

  private func observe(
    _ server: LinkRows,
    _ instance: LinkRows,
    then again: LinkRows? = nil
  ) throws -> Observation {
    try bench.observe(
      server.roles,
      instance.roles,
      server.log,
      instance.log,
      (again ?? server).log
    )
  }

  @Test func `asks each end itself, and the server's log once more`() throws {
    let probe = try #require(bench.action.probe)
    let calls = try probe.calls(bench.arguments)
    #expect(calls.map(\.connection) == ["here", "there", "here", "there", "here"])
    #expect(calls.allSatisfy { $0.access == .read })
    #expect(calls[0].text.contains("ag.is_distributed = 1 AND ag.name = @link"))
    #expect(calls[0].text.hasSuffix("-- @link = N'DAG_Sales', @database = N'Sales'"))
    #expect(calls[2].text.contains("CAST(drs.last_hardened_lsn AS nvarchar(30))"))
    #expect(calls[2] == calls[4])
  }

  @Test func `finds both logs equal`() throws {
    let observation = try observe(server, instance)
    #expect(observation.state == .mine)
    #expect(observation.outputs["equal"] == true)
    #expect(observation.outputs["synchronous"] == true)
    #expect(observation.outputs["primary"] == "server")
    #expect(observation.outputs["writable"] == true)
    #expect(observation.outputs["lag_seconds"] == 0)
    #expect(
      observation.summary == """
        'DAG_Sales': the server is PRIMARY, the instance SECONDARY, SYNCHRONIZED, lag 0 s, \
        log 71000009408100001 at the server and 71000009408100001 at the instance: equal
        """
    )
  }

  @Test func `calls nothing equal that lags, moves, or is not known`() throws {
    var behind = instance
    behind.lsn = "71000009408000001"
    var moved = server
    moved.lsn = "71000009409900001"
    var unknown = server
    unknown.lsn = .null
    var asynchronous = server
    asynchronous.state = "SYNCHRONIZING"
    let observations = [
      try observe(server, behind), try observe(server, instance, then: moved),
      try observe(unknown, instance), try observe(asynchronous, instance),
    ]
    for observation in observations { #expect(observation.outputs["equal"] == false) }
  }

  @Test func `does not take two unknown positions for equal`() throws {
    var (server, instance) = (server, instance)
    server.lsn = .null
    instance.lsn = .null
    #expect(try observe(server, instance).outputs["equal"] == false)
  }

  @Test(
    arguments: [
      ("PRIMARY", "SECONDARY", "server"), ("SECONDARY", "PRIMARY", "instance"),
      ("PRIMARY", "PRIMARY", "both"), ("SECONDARY", "RESOLVING", "none"),
    ]
  )
  func `names the one primary`(_ here: String, _ there: String, _ primary: String) throws {
    let observation = try observe(
      LinkRows(role: here),
      LinkRows(role: there, isInstance: true)
    )
    #expect(observation.outputs["primary"] == .string(primary))
    #expect(observation.outputs["writable"] == .bool(["server", "instance"].contains(primary)))
    #expect(observation.outputs["server_role"] == .string(here))
    #expect(observation.outputs["instance_role"] == .string(there))
  }

  @Test func `takes the instance's word once that is the primary`() throws {
    var instance = LinkRows(role: "PRIMARY", isInstance: true)
    instance.isConnected = false
    instance.lag = 7
    let observation = try observe(LinkRows(role: "SECONDARY"), instance)
    #expect(observation.outputs["connected"] == false)
    #expect(observation.outputs["lag_seconds"] == 7)
    #expect(observation.outputs["instance_time"] == "2026-11-21 06:30:00.1234567")
  }

  @Test func `is synchronous only when both ends are`() throws {
    var instance = instance
    instance.mode = "ASYNCHRONOUS_COMMIT"
    #expect(try observe(server, instance).outputs["synchronous"] == false)
  }

  @Test func `names the end that has no such link`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(server.roles, .noRows, server.log, .noRows, server.log)
    }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains("'DAG_Sales' on 'there'"))
  }
}
