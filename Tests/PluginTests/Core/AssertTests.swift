import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Asserting` {
  private func bench(_ values: [String: Value]) throws -> Bench {
    try Bench("core.assert", values.merging(["message": "Not yet."]) { $1 })
  }

  @Test func `sends nothing`() throws {
    #expect(try bench([:]).probe() == [])
  }

  @Test func `passes when there is nothing to say`() throws {
    #expect(try bench([:]).observe().state == .mine)
    #expect(try bench(["condition": true, "empty": []]).observe().state == .mine)
  }

  @Test func `says all that is in the list`() throws {
    let bench = try bench([
      "empty": ["A is off.", "B is old. Do:\n  C"], "remedy": "Begin again.",
    ])
    let failure = try bench.failure { _ = try $0.observe() }
    #expect(failure.kind == .permanent)
    #expect(failure.code == "LF7040")
    #expect(
      failure.detail == """
        Not yet.
        - A is off.
        - B is old. Do:
            C
        """
    )
    #expect(failure.remedy == "Begin again.")
  }

  @Test func `says its message alone when a condition is false`() throws {
    let failure = try bench(["condition": false]).failure { _ = try $0.observe() }
    #expect(failure.detail == "Not yet.")
    #expect(failure.remedy == nil)
  }
}
