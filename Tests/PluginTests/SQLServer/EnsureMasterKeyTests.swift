import Secrets
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Ensuring a master key` {
  let bench: Bench
  let reference: SecretReference

  init() throws {
    reference = try SecretReference("env://LINKFLOW_MASTER_KEY_PASSWORD")
    bench = try Bench("sqlserver.ensure_master_key", ["password": .secret(reference)])
  }

  @Test func `looks for the key by its number`() throws {
    #expect(
      try bench.probe() == ["SELECT name FROM sys.symmetric_keys WHERE symmetric_key_id = 101"]
    )
  }

  @Test func `keeps the one that is there`() throws {
    #expect(try bench.observe(.rows(["name": "##MS_DatabaseMasterKey##"])).state == .mine)
    #expect(try bench.observe(.noRows).state == .absent)
  }

  @Test func `holds the password as a reference only`() throws {
    let call = try #require(try bench.writeCalls().first)
    #expect(
      call.request
        == .sql(
          SQLCall(parts: [
            .text("CREATE MASTER KEY ENCRYPTION BY PASSWORD = "), .secretLiteral(reference),
          ])
        )
    )
    #expect(
      call.text
        == "CREATE MASTER KEY ENCRYPTION BY PASSWORD = N'‹env://LINKFLOW_MASTER_KEY_PASSWORD›'"
    )
  }
}
