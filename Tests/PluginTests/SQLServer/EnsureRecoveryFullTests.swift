import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Ensuring full recovery` {
  let bench: Bench
  let row: [String: Value] = [
    "database_id": 5, "state_desc": "ONLINE", "user_access": 0, "is_read_only": false,
    "is_auto_close_on": false, "source_database_id": .null, "recovery_model_desc": "FULL",
  ]

  init() throws { bench = try Bench("sqlserver.ensure_recovery_full", ["database": "a]b'c"]) }

  private func with(_ changes: [String: Value]) -> Answer {
    .rows(row.merging(changes) { $1 })
  }

  @Test func `reads the database's state`() throws {
    #expect(
      try bench.probe() == [
        """
        SELECT database_id, state_desc, user_access, is_read_only, is_auto_close_on,
          source_database_id, recovery_model_desc
        FROM sys.databases WHERE name = @database
        -- @database = N'a]b''c'
        """
      ]
    )
  }

  @Test func `has nothing to do when it is full`() throws {
    let observation = try bench.observe(with([:]))
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["recovery_model": "FULL"])
  }

  @Test func `alters any other model`() throws {
    #expect(bench.action.descriptor.onDifferent == .alter)
    let observation = try bench.observe(with(["recovery_model_desc": "SIMPLE"]))
    #expect(observation.state == .different)
    #expect(
      try bench.writes(after: observation) == ["ALTER DATABASE [a]]b'c] SET RECOVERY FULL"]
    )
  }

  @Test func `fails when there is no such database`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows) }.detail.contains("a]b'c"))
  }

  @Test(
    arguments: [
      (["database_id": 3], "system database"), (["source_database_id": 7], "snapshot"),
      (["state_desc": "RESTORING"], "RESTORING"), (["is_read_only": true], "read-only"),
      (["user_access": 1], "multi-user"), (["is_auto_close_on": 1], "closes"),
    ] as [([String: Value], String)]
  )
  func `refuses a database that cannot be linked`(
    _ changes: [String: Value],
    _ words: String
  ) throws {
    let failure = try bench.failure { _ = try $0.observe(with(changes)) }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains(words))
    #expect(failure.remedy != nil)
  }
}
