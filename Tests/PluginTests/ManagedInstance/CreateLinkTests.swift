import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Creating a link` {
  let bench: Bench
  let properties: [String: Value] = [
    "instanceAvailabilityGroupName": "AG_Sales_MI", "partnerAvailabilityGroupName": "AG_Sales",
    "partnerEndpoint": "TCP://10.0.0.4:5022", "instanceLinkRole": "Secondary",
    "failoverMode": "None", "seedingMode": "Automatic",
  ]

  init() throws {
    bench = try Bench(
      "managed_instance.create_link",
      [
        "name": "DAG_Sales", "database": "Sales", "availability_group": "AG_Sales",
        "instance_availability_group": "AG_Sales_MI",
        "partner_endpoint": "TCP://10.0.0.4:5022",
      ]
    )
  }

  private func link(
    _ database: [String: Value],
    _ changes: [String: Value] = [:]
  ) -> Answer {
    var properties = properties.merging(changes) { $1 }
    properties["databases"] = [
      .object(["databaseName": "Sales"].merging(database) { $1 })
    ]
    return .found([
      "id": """
      /subscriptions/s1/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1\
      /distributedAvailabilityGroups/DAG_Sales
      """,
      "properties": .object(properties),
    ])
  }

  @Test func `looks for it by name`() throws {
    #expect(
      try bench.probe() == [
        "GET {resource}/distributedAvailabilityGroups/DAG_Sales?api-version=2025-01-01"
      ]
    )
  }

  @Test func `puts it, leaving nothing to defaults`() throws {
    #expect(try bench.observe(.notFound).state == .absent)
    #expect(
      try bench.writes() == [
        """
        PUT {resource}/distributedAvailabilityGroups/DAG_Sales?api-version=2025-01-01
        {"properties":{"databases":[{"databaseName":"Sales"}],"failoverMode":"None",\
        "instanceAvailabilityGroupName":"AG_Sales_MI","instanceLinkRole":"Secondary",\
        "partnerAvailabilityGroupName":"AG_Sales","partnerEndpoint":"TCP://10.0.0.4:5022",\
        "seedingMode":"Automatic"}}
        """
      ]
    )
  }

  @Test(
    arguments: [
      ["replicaState": "LinkSynchronizing", "synchronizationHealth": "HEALTHY"],
      ["replicaState": "Catchup"],
      ["replicaState": "LinkSynchronizing", "synchronizationHealth": "NOT_HEALTHY"],
      [
        "replicaState": "SomethingNew", "synchronizationHealth": "HEALTHY",
        "connectedState": "CONNECTED",
      ],
    ] as [[String: Value]]
  )
  func `finds it established`(_ database: [String: Value]) throws {
    #expect(try bench.observe(link(database)).state == .mine)
  }

  @Test(arguments: ["LinkInit", "CreatingLink", "Copying", "SomethingNew"])
  func `waits while it is being created`(_ state: String) throws {
    let observation = try bench.observe(
      link(["replicaState": .string(state), "synchronizationHealth": "NOT_HEALTHY"])
    )
    #expect(observation.state == .inProgress(nil))
    #expect(observation.summary.contains(state))
  }

  @Test(arguments: ["LinkInitError", "LinkCreationError", "SomethingNewError"])
  func `gives the commands after a failure, and deletes nothing itself`(_ state: String) throws {
    let observation = try bench.observe(
      link(["replicaState": .string(state), "mostRecentLinkError": "1412: log truncated"])
    )
    #expect(observation.state == .goneBad)
    #expect(observation.summary.contains("1412: log truncated"))
    let commands = """

        az sql mi link delete --subscription s1 -g rg --mi mi1 -n DAG_Sales
        linkflow resume spring-tide
      """
    #expect(observation.remedy?.hasSuffix(commands) == true)
  }

  @Test(
    arguments: [
      (["partnerEndpoint": "TCP://10.0.0.9:5022"], "partnerEndpoint"),
      (["partnerAvailabilityGroupName": "AG_Other"], "AG_Other"),
      (["failoverMode": "Manual"], "failoverMode is 'Manual', not 'None'"),
    ] as [([String: Value], String)]
  )
  func `asks about one that differs`(_ changes: [String: Value], _ words: String) throws {
    #expect(bench.action.descriptor.onDifferent == .ask)
    let observation = try bench.observe(link(["replicaState": "LinkSynchronizing"], changes))
    #expect(observation.state == .different)
    #expect(observation.summary.contains(words))
  }

  @Test func `asks about one of another database`() throws {
    let observation = try bench.observe(link(["databaseName": "Stock"]))
    #expect(observation.state == .different)
    #expect(observation.summary.contains("it replicates 'Stock', not 'Sales'"))
  }

  @Test func `knows it again after a failover`() throws {
    let observation = try bench.observe(
      link(["replicaState": "LinkSynchronizing"], ["instanceLinkRole": "Primary"])
    )
    #expect(observation.state == .mine)
  }

  @Test func `takes a field that Azure leaves out for equal, but not for established`() throws {
    #expect(try bench.observe(.found(["properties": [:]])).state == .inProgress(nil))
  }

  @Test func `waits for a link that tells no state, such as one that is being deleted`() throws {
    let leaving: [String: Value] = [
      "connectedState": "DISCONNECTED", "synchronizationHealth": "NOT_HEALTHY",
    ]
    #expect(try bench.observe(link(leaving)).state == .inProgress(nil))
    let healthy: [String: Value] = [
      "connectedState": "CONNECTED", "synchronizationHealth": "HEALTHY",
    ]
    #expect(try bench.observe(link(healthy)).state == .mine)
  }

  @Test func `knows two failover modes`() throws {
    var bench = bench
    bench.arguments.values["failover_mode"] = "Automatic"
    #expect(try bench.failure { _ = try $0.writes() }.remedy == "Write None or Manual.")
  }
}
