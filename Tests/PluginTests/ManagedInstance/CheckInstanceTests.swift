import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Checking an instance` {
  let bench: Bench

  init() throws {
    bench = try Bench(
      "managed_instance.check_instance",
      [
        "source_version": "16.0.4265.3", "source_collation": "SQL_Latin1_General_CP1_CI_AS",
        "failover_mode": "Manual", "databases": ["Sales", "Orders"],
      ]
    )
  }

  private func instance(_ changes: [String: Value] = [:]) -> Answer {
    let properties: [String: Value] = [
      "fullyQualifiedDomainName": "mi1.3b1f2c4d5e6f.database.windows.net",
      "collation": "SQL_Latin1_General_CP1_CI_AS", "state": "Ready",
      "provisioningState": "Succeeded", "databaseFormat": "SQLServer2022",
      "storageSizeInGB": 256,
    ]
    return .found([
      "name": "mi1", "sku": ["tier": "GeneralPurpose"],
      "properties": .object(properties.merging(changes) { $1 }),
    ])
  }

  private func list(_ items: Value...) -> Answer { .found(["value": .list(items)]) }

  private let protector = Answer.found(["properties": ["serverKeyType": "AzureKeyVault"]])

  private func observe(
    _ changes: [String: Value] = [:],
    operations: Answer? = nil,
    databases: Answer? = nil,
    links: Answer? = nil,
    protector: Answer? = nil
  ) throws -> Observation {
    try bench.observe(
      instance(changes),
      operations ?? list(),
      databases ?? list(),
      links ?? list(),
      protector ?? self.protector
    )
  }

  private func ids(_ observation: Observation) -> [String] {
    (observation.outputs["findings"]?.list ?? []).compactMap { $0.object?["id"]?.string }
  }

  @Test func `reads the instance and what is on it`() throws {
    #expect(
      try bench.probe() == [
        "GET {resource}?api-version=2025-01-01",
        "GET {resource}/operations?api-version=2025-01-01",
        "GET {resource}/databases?api-version=2025-01-01",
        "GET {resource}/distributedAvailabilityGroups?api-version=2025-01-01",
        "GET {resource}/encryptionProtector/current?api-version=2025-01-01",
      ]
    )
  }

  @Test func `asks for the key only where a database is to come back`() throws {
    let bench = try Bench("managed_instance.check_instance", ["failover_mode": "None"])
    #expect(try bench.probe().count == 4)
    #expect(try ids(bench.observe(instance(), list(), list(), list())) == [])
  }

  @Test func `finds nothing on an instance that fits`() throws {
    let observation = try observe()
    #expect(ids(observation) == [])
    #expect(observation.outputs["tier"] == "GeneralPurpose")
    #expect(observation.outputs["storage_gb"] == 256)
    #expect(observation.outputs["busy"] == false)
  }

  @Test(
    arguments: [
      (["collation": "Latin1_General_BIN2"], "SS-COLL"), (["state": "Stopped"], "MI-STATE"),
      (["databaseFormat": "AlwaysUpToDate"], "MI-POLICY"),
    ] as [([String: Value], String)]
  )
  func `blocks where the two do not fit`(_ changes: [String: Value], _ id: String) throws {
    let observation = try observe(changes)
    #expect(ids(observation) == [id])
    #expect(observation.outputs["blocking"]?.list?.count == 1)
  }

  @Test func `says everything at once`() throws {
    let observation = try observe(
      ["collation": "Latin1_General_BIN2", "databaseFormat": "AlwaysUpToDate"],
      databases: list(["name": "sales"])
    )
    #expect(ids(observation) == ["SS-COLL", "MI-POLICY", "MI-NAME"])
  }

  @Test func `takes the name of a linked database for free`() throws {
    let link: Value = [
      "name": "DAG_Sales", "properties": ["databases": [["databaseName": "Sales"]]],
    ]
    let observation = try observe(databases: list(["name": "Sales"]), links: list(link))
    #expect(ids(observation) == [])
  }

  @Test func `counts the databases it can take`() throws {
    let full = Answer.found(["value": .list((1...99).map { ["name": .string("d\($0)")] })])
    #expect(try ids(observe(databases: full)) == ["MI-COUNT"])
    #expect(try ids(observe(["isGeneralPurposeV2": true], databases: full)) == [])
  }

  @Test func `warns while an operation is under way`() throws {
    let operation: Value = [
      "properties": [
        "operation": "UpsertManagedServer", "operationFriendlyName": "UPDATE MANAGED SERVER",
        "state": "InProgress",
      ]
    ]
    let over: Value = ["properties": ["operation": "x", "state": "Succeeded"]]
    let observation = try observe(operations: list(over, operation))
    #expect(ids(observation) == ["MI-BUSY"])
    #expect(observation.outputs["busy"] == true)
    #expect(observation.outputs["blocking"] == [])
  }

  @Test func `warns of a key that leaves no way back`() throws {
    let service = Answer.found(["properties": ["serverKeyType": "ServiceManaged"]])
    #expect(try ids(observe(protector: service)) == ["MI-TDE"])
  }

  @Test func `makes a finding of what the role may not read`() throws {
    let refused = Answer.rest(status: 403, body: .null, operation: nil)
    let observation = try observe(operations: refused, databases: refused, protector: .notFound)
    #expect(ids(observation) == ["MI-RBAC"])
    let text = observation.outputs["warnings"]?.list?.first?.string ?? ""
    #expect(text.contains("operations under way, names that are taken, the key that encrypts"))
  }

  @Test func `says that it saw one page only`() throws {
    let page = Answer.found(["value": [], "nextLink": "https://example.com"])
    #expect(try ids(observe(databases: page)) == ["MI-RBAC"])
  }

  @Test func `fails only when Azure tells no names`() throws {
    let failure = try bench.failure {
      _ = try $0.observe(.found([:]), list(), list(), list(), protector)
    }
    #expect(failure.kind == .permanent)
  }
}
