import Testing
import WorkflowModel
import WorkflowPlugin

private func group(distributed: Bool = false, replicas: String...) -> Answer {
  .sql(resultSets: [
    replicas.map { replica in
      [
        "name": "G", "is_distributed": .int(distributed ? 1 : 0),
        "replica_server_name": .string(replica), "endpoint_url": "TCP://10.0.0.4:5022",
        "availability_mode_desc": "SYNCHRONOUS_COMMIT", "failover_mode_desc": "MANUAL",
        "seeding_mode_desc": "AUTOMATIC",
      ]
    }
  ])
}

@Suite struct `Dropping a distributed availability group` {
  let bench: Bench

  init() throws { bench = try Bench("sqlserver.drop_distributed_ag", ["name": "DAG_Sales"]) }

  private let link = group(distributed: true, replicas: "AG_Sales", "AG_Sales_MI")

  @Test func `drops one that is disconnected, alone in its batch`() throws {
    #expect(
      try bench.observe(link, .rows(["connected_state_desc": "DISCONNECTED"])).state == .absent
    )
    #expect(try bench.writes() == ["DROP AVAILABILITY GROUP [DAG_Sales]"])
  }

  @Test func `has nothing to do when it is gone`() throws {
    #expect(try bench.observe(.noRows, .noRows).state == .mine)
  }

  @Test func `drops one at a secondary, which knows of no other end`() throws {
    #expect(try bench.observe(link, .noRows).state == .absent)
  }

  @Test func `leaves a living link alone`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(link, .rows(["connected_state_desc": "CONNECTED"]))
    }
    #expect(failure.kind == .transient)
  }

  @Test func `leaves a plain group of the name alone`() throws {
    #expect(try bench.observe(group(replicas: "SQL1"), .noRows).state == .foreign)
  }
}

@Suite struct `Dropping an availability group` {
  let bench: Bench
  let primary = Answer.rows(["role_desc": "PRIMARY"])
  let sales = Answer.rows(["database_name": "Sales"])

  init() throws {
    bench = try Bench(
      "sqlserver.drop_availability_group",
      ["name": "AG_Sales", "database": "Sales"]
    )
  }

  @Test func `drops one that served the link alone`() throws {
    #expect(
      try bench.observe(group(replicas: "SQL1"), primary, sales, .noRows).state == .absent
    )
    #expect(try bench.writes() == ["DROP AVAILABILITY GROUP [AG_Sales]"])
  }

  @Test func `has nothing to do when it is gone`() throws {
    #expect(try bench.observe(.noRows, .noRows, .noRows, .noRows).state == .mine)
  }

  @Test func `leaves one with other databases or replicas to its owner`() throws {
    let shared = Answer.rows(["database_name": "Sales"], ["database_name": "Stock"])
    let observation = try bench.observe(group(replicas: "SQL1"), primary, shared, .noRows)
    #expect(observation.state == .foreign)
    #expect(observation.summary.contains("'Stock'"))
    let wide = group(replicas: "SQL1", "SQL2")
    #expect(try bench.observe(wide, primary, sales, .noRows).state == .foreign)
    let link = group(distributed: true, replicas: "AG_Sales", "AG_Sales_MI")
    #expect(try bench.observe(link, primary, .noRows, .noRows).state == .foreign)
  }

  @Test func `waits for the link upon it to be dropped`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(group(replicas: "SQL1"), primary, sales, .rows(["name": "DAG_Sales"]))
    }
    #expect(failure.detail.contains("DAG_Sales"))
  }

  @Test func `does not leave the database restoring`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(
        group(replicas: "SQL1"),
        .rows(["role_desc": "SECONDARY"]),
        sales,
        .noRows
      )
    }
    #expect(failure.detail.contains("RESTORING"))
  }
}

@Suite struct `Dropping an instance's certificate` {
  let bench: Bench

  init() throws {
    bench = try Bench("sqlserver.drop_certificate", ["name": "mi1.x.database.windows.net"])
  }

  private let certificate = Answer.rows([
    "name": "mi1.x.database.windows.net", "pvt_key_encryption_type": "NA",
  ])

  @Test func `drops it when no link leads there`() throws {
    let other = Answer.rows([
      "name": "DAG_Stock", "endpoint_url": "tcp://mi2.x.database.windows.net:5022;Server=[mi2]",
    ])
    #expect(try bench.observe(certificate, other).state == .absent)
    #expect(try bench.writes() == ["DROP CERTIFICATE [mi1.x.database.windows.net]"])
    #expect(try bench.observe(.noRows, other).state == .mine)
  }

  @Test func `keeps it while a link leads there`() throws {
    let link = Answer.rows([
      "name": "DAG_Stock", "endpoint_url": "tcp://MI1.x.database.windows.net:5022;Server=[mi1]",
    ])
    let failure = try bench.failure { _ = try $0.observe(certificate, link) }
    #expect(failure.detail.contains("'DAG_Stock'"))
  }

  @Test func `never drops the server's own`() throws {
    let own = Answer.rows(["name": "Cert", "pvt_key_encryption_type": "MK"])
    #expect(try bench.observe(own, .noRows).state == .foreign)
  }
}

@Suite struct `Taking a group away again` {
  @Test func `drops what was created`() throws {
    let distributed = try Bench(
      "sqlserver.create_distributed_ag",
      [
        "name": "DAG_Sales", "availability_group": "AG_Sales",
        "endpoint_url": "TCP://10.0.0.4:5022", "instance_availability_group": "AG_Sales_MI",
        "instance_name": "mi1", "instance_fqdn": "mi1.x.database.windows.net",
      ]
    )
    #expect(try distributed.inverse() == ["DROP AVAILABILITY GROUP [DAG_Sales]"])
    let group = try Bench(
      "sqlserver.create_availability_group",
      [
        "name": "AG_Sales", "database": "Sales", "server_name": "SQL1", "major_version": 16,
        "address": "10.0.0.4",
      ]
    )
    #expect(try group.inverse() == ["DROP AVAILABILITY GROUP [AG_Sales]"])
  }
}
