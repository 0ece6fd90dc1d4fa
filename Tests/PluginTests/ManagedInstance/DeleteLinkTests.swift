import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Deleting a link` {
  let bench: Bench
  let accepting: Bench

  init() throws {
    bench = try Bench(
      "managed_instance.delete_link",
      ["link": "DAG_Sales", "database": "Sales", "server": "there"]
    )
    accepting = try Bench(
      "managed_instance.delete_link",
      ["link": "DAG_Sales", "database": "Sales", "accept_data_loss": true]
    )
  }

  private func log(
    _ own: Value = "71000009408100001",
    _ instance: Value = "71000009408100001",
    _ state: String = "SYNCHRONIZED"
  ) -> Answer {
    .rows(
      ["is_local": 1, "synchronization_state_desc": "SYNCHRONIZED", "last_hardened_lsn": own],
      [
        "is_local": 0, "synchronization_state_desc": .string(state),
        "last_hardened_lsn": instance,
      ]
    )
  }

  @Test func `compares the logs at the server each time it is about to be sent`() throws {
    let calls = try #require(bench.action.probe).calls(bench.arguments)
    #expect(calls.map(\.connection) == ["here", "there"])
    #expect(try bench.observe(LinkBody().answer, log()).state == .absent)
    #expect(
      try bench.writes() == [
        "DELETE {resource}/distributedAvailabilityGroups/DAG_Sales?api-version=2025-01-01"
      ]
    )
  }

  @Test func `sends nothing while the instance may lack rows`() throws {
    let answers = [
      log("71000009409900001"), log("5", "5", "SYNCHRONIZING"), log(.null, .null), .noRows,
    ]
    for answer in answers {
      let failure = try bench.failure { _ = try $0.observe(LinkBody().answer, answer) }
      #expect(failure.kind == .transient)
      #expect(failure.detail.contains("Nothing was deleted."))
    }
  }

  @Test func `has nothing to do when it is gone`() throws {
    #expect(try bench.observe(.notFound, .noRows).state == .mine)
    #expect(try accepting.observe(.notFound).state == .mine)
  }

  @Test func `waits for a deletion that was sent before`() throws {
    let leaving = LinkBody(state: .null, connected: "DISCONNECTED")
    #expect(try bench.observe(leaving.answer, log("6")).state == .inProgress(nil))
  }

  @Test func `needs no comparison where the instance is the primary`() throws {
    let primary = LinkBody(role: "Primary", partnerRole: "Secondary")
    #expect(try bench.observe(primary.answer, .noRows).state == .absent)
  }

  @Test func `asks nobody but Azure once the loss is accepted`() throws {
    #expect(try accepting.probe().count == 1)
    let orphan = LinkBody(state: .null, connected: "DISCONNECTED")
    #expect(try accepting.observe(orphan.answer).state == .absent)
  }

  @Test func `needs the server or the acceptance`() throws {
    let neither = try Bench(
      "managed_instance.delete_link",
      ["link": "DAG_Sales", "database": "Sales"]
    )
    #expect(try neither.failure { _ = try $0.probe() }.kind == .permanent)
  }
}

@Suite struct `Reading an instance's database` {
  private func bench(_ values: [String: Value] = [:]) throws -> Bench {
    try Bench("managed_instance.read_database", values.merging(["database": "Sales"]) { $1 })
  }

  private let online = Answer.rows(["state_desc": "ONLINE", "updateability": "READ_WRITE"])

  private func backup(_ at: Value) -> Answer { .rows(["backup_finish_date": at]) }

  @Test func `counts a full backup after the moment, and not one before it`() throws {
    let bench = try bench(["since": "2026-11-21 06:30:00.1234567"])
    for (moment, isEnough) in [
      ("2026-11-21 06:30:01.000", true), ("2026-11-21 06:30:00.900", false),
      ("2026-11-20 23:00:00", false),
    ] {
      let outputs = try bench.observe(online, backup(.string(moment))).outputs
      #expect(outputs["backed_up"] == .bool(isEnough))
    }
    #expect(try bench.observe(online, .noRows).outputs["backed_up"] == false)
  }

  @Test func `does not count a user's own`() throws {
    #expect(try bench().probe()[1].contains("AND bs.is_copy_only = 0"))
    #expect(!(try bench(["accept_copy_only": true]).probe()[1].contains("is_copy_only")))
  }

  @Test func `tells whether it may be written`() throws {
    let bench = try bench()
    let outputs = try bench.observe(online, .noRows).outputs
    #expect(outputs["writable"] == true)
    #expect(
      outputs["evidence"] == "'Sales' on 'here' is ONLINE, writable, never backed up in full"
    )
    let restoring = Answer.rows(["state_desc": "RESTORING", "updateability": .null])
    #expect(try bench.observe(restoring, .noRows).outputs["writable"] == false)
    #expect(try bench.observe(.noRows, .noRows).outputs["exists"] == false)
  }

  @Test func `refuses what is no moment`() throws {
    let failure = try bench(["since": "yesterday"]).failure {
      _ = try $0.observe(online, .noRows)
    }
    #expect(failure.kind == .permanent)
  }
}

@Suite struct `Deleting a server's certificate` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "managed_instance.delete_server_certificate",
      ["name": "Cert_SQL1_endpoint"]
    )
  }

  private let certificate = Answer.found(["properties": ["thumbprint": "0x00"]])

  @Test func `deletes it when no link needs it`() throws {
    var other = LinkBody()
    other.certificate = ["certificateName": "Cert_SQL2_endpoint"]
    let links = Answer.found(["value": [other.value]])
    #expect(try bench.observe(certificate, links).state == .absent)
    #expect(
      try bench.writes() == [
        "DELETE {resource}/serverTrustCertificates/Cert_SQL1_endpoint?api-version=2025-01-01"
      ]
    )
    #expect(try bench.observe(.notFound, links).state == .mine)
  }

  @Test func `keeps it while a link needs it, or does not tell`() throws {
    for certificate: Value in [LinkBody().certificate, .null] {
      let links = Answer.found(["value": [LinkBody(certificate: certificate).value]])
      let failure = try bench.failure { _ = try $0.observe(self.certificate, links) }
      #expect(failure.detail.contains("'DAG_Sales'"))
    }
  }
}

@Suite struct `Taking a link away again` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "managed_instance.create_link",
      [
        "name": "DAG_Sales", "database": "Sales", "availability_group": "AG_Sales",
        "instance_availability_group": "AG_Sales_MI", "failover_mode": "Manual",
        "partner_endpoint": "TCP://10.0.0.4:5022",
      ]
    )
  }

  @Test func `deletes it while the server has everything`() throws {
    let observation = try bench.observe(LinkBody().answer)
    #expect(try bench.inverse(after: observation)[0].hasPrefix("DELETE {resource}"))
  }

  @Test func `refuses once the instance is the primary`() throws {
    let observation = try bench.observe(
      LinkBody(role: "Primary", partnerRole: "Secondary").answer
    )
    #expect(try bench.failure { _ = try $0.inverse(after: observation) }.kind == .permanent)
  }
}
