import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Failing a link over to the server` {
  let bench: Bench

  init() throws { bench = try Bench("managed_instance.fail_over_link", ["link": "DAG_Sales"]) }

  @Test func `is ordered at the instance while that is the primary`() throws {
    let link = LinkBody(role: "Primary", partnerRole: "Secondary")
    #expect(try bench.observe(link.answer).state == .absent)
    #expect(
      try bench.writes() == [
        """
        POST {resource}/distributedAvailabilityGroups/DAG_Sales/failover?api-version=2025-01-01
        {"failoverType":"Planned"}
        """
      ]
    )
  }

  @Test func `is done when the server is the primary`() throws {
    let observation = try bench.observe(LinkBody().answer)
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["role": "Secondary", "partner_role": "Primary"])
  }

  @Test func `waits while the roles change`() throws {
    let failing = LinkBody(
      role: "Primary",
      partnerRole: "Secondary",
      state: "LinkFailoverInProgress"
    )
    #expect(try bench.observe(failing.answer).state == .inProgress(nil))
    let nobody = LinkBody(role: "Secondary", partnerRole: "Secondary")
    #expect(try bench.observe(nobody.answer).state == .inProgress(nil))
  }

  @Test func `leaves two primaries to a person`() throws {
    let split = LinkBody(role: "Primary", partnerRole: "Primary")
    #expect(try bench.failure { _ = try $0.observe(split.answer) }.kind == .permanent)
  }

  @Test func `needs the link`() throws {
    #expect(
      try bench.failure { _ = try $0.observe(.notFound) }.detail
        == "There is no link 'DAG_Sales' on 'here'."
    )
  }
}

@Suite struct `Forcing a link over to the instance` {
  let bench: Bench

  init() throws {
    bench = try Bench("managed_instance.force_link_failover", ["link": "DAG_Sales"])
  }

  @Test func `is ordered while the instance is the secondary`() throws {
    #expect(try bench.observe(LinkBody(connected: "DISCONNECTED").answer).state == .absent)
    #expect(
      try bench.writes() == [
        """
        POST {resource}/distributedAvailabilityGroups/DAG_Sales/failover?api-version=2025-01-01
        {"failoverType":"ForcedAllowDataLoss"}
        """
      ]
    )
  }

  @Test func `is done when the instance is the primary, whatever the server says`() throws {
    for partner: Value in ["Primary", "Secondary", .null] {
      let link = LinkBody(role: "Primary", partnerRole: partner)
      #expect(try bench.observe(link.answer).state == .mine)
    }
  }

  @Test func `sends nothing while it is not known who is what`() throws {
    #expect(try bench.failure { _ = try $0.observe(LinkBody(role: .null).answer) }.remedy != nil)
    let failing = LinkBody(state: "LinkFailoverInProgress")
    #expect(try bench.observe(failing.answer).state == .inProgress(nil))
  }
}

@Suite struct `Checking that a link can fail over` {
  let instance = Answer.found([
    "name": "mi1", "properties": ["databaseFormat": "SQLServer2022"],
  ])

  private func bench(_ version: String) throws -> Bench {
    try Bench(
      "managed_instance.check_failover",
      ["link": "DAG_Sales", "source_version": .string(version)]
    )
  }

  @Test func `reads the instance and the link`() throws {
    #expect(
      try bench("16.0.4125.3").probe() == [
        "GET {resource}?api-version=2025-01-01",
        "GET {resource}/distributedAvailabilityGroups/DAG_Sales?api-version=2025-01-01",
      ]
    )
  }

  @Test func `passes equal versions and both ways`() throws {
    let observation = try bench("16.0.4125.3").observe(instance, LinkBody().answer)
    #expect(observation.outputs["role"] == "Secondary")
    #expect(observation.outputs["certificate_expiry"] == "2027-11-21T00:00:00Z")
    #expect(observation.outputs["warnings"] == [])
  }

  @Test func `names every obstacle at once, and the way that is left`() throws {
    let failure = try bench("15.0.4312.2").failure {
      _ = try $0.observe(instance, LinkBody(failoverMode: "None").answer)
    }
    #expect(failure.detail.contains("one way") && failure.detail.contains("16.0.4125.3"))
    #expect(failure.remedy?.contains("drop-link.yaml") == true)
  }

  @Test(arguments: ["16.0.4115.5", "16.0.1130.5", "17.0.1000.7"])
  func `refuses old builds and other formats`(_ version: String) throws {
    let failure = try bench(version).failure {
      _ = try $0.observe(instance, LinkBody().answer)
    }
    #expect(failure.detail.contains(version))
  }

  @Test func `warns of what Azure does not tell`() throws {
    let silent = Answer.found(["name": "mi1", "properties": [:]])
    let observation = try bench("17.0.1000.7").observe(
      silent,
      LinkBody(certificate: .null).answer
    )
    #expect(observation.outputs["warnings"]?.list?.count == 2)
  }
}

@Suite struct `Setting the replication mode at the instance` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "managed_instance.set_replication_mode",
      ["link": "DAG_Sales", "mode": "Sync"]
    )
  }

  @Test func `patches the one property`() throws {
    #expect(try bench.observe(LinkBody().answer).state == .absent)
    #expect(
      try bench.writes() == [
        """
        PATCH {resource}/distributedAvailabilityGroups/DAG_Sales?api-version=2025-01-01
        {"properties":{"replicationMode":"Sync"}}
        """
      ]
    )
  }

  @Test func `is proved by the link itself`() throws {
    let observation = try bench.observe(LinkBody(replicationMode: "Sync").answer)
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["mode": "Sync"])
    #expect(try bench.observe(LinkBody(replicationMode: .null).answer).state == .absent)
  }

  @Test func `is taken back to the other mode`() throws {
    #expect(try bench.inverse()[0].hasSuffix(#"{"properties":{"replicationMode":"Async"}}"#))
  }
}

@Suite struct `Reading a link's role at the instance` {
  let bench: Bench

  init() throws { bench = try Bench("managed_instance.read_link_role", ["link": "DAG_Sales"]) }

  @Test func `tells roles and modes`() throws {
    let outputs = try bench.observe(LinkBody().answer).outputs
    #expect(outputs["role"] == "Secondary")
    #expect(outputs["failover_mode"] == "Manual")
    #expect(outputs["databases"] == ["Sales"])
    #expect(
      outputs["evidence"] == """
        'here' is Secondary of 'DAG_Sales', connected, LinkSynchronizing, hardened to \
        71000009408100001 at 2026-11-21T06:29:58Z
        """
    )
  }

  @Test func `takes a link that is not there for an answer`() throws {
    let observation = try bench.observe(.notFound)
    #expect(observation.state == .mine)
    #expect(observation.outputs["exists"] == false)
  }
}
