import Secrets
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Signing a SAS` {
  /// 2026-11-21T08:00:00Z.
  private let moment = Instant(millisecondsSince1970: 1_795_248_000_000)

  private func bench(_ values: [String: Value] = [:]) throws -> Bench {
    var bench = try Bench(
      "storage.sign_sas",
      ["container": "landing"].merging(values) { _, new in new }
    )
    bench.arguments.at = moment
    return bench
  }

  @Test func `sends nothing`() throws {
    let bench = try bench()
    #expect(try bench.probe() == [])
    #expect(bench.action.effect == .read)
  }

  @Test func `gives the terms by reference, from the moment of the attempt`() throws {
    let observation = try bench(["valid_for": "30d", "permissions": "ldwcar"]).observe()
    #expect(observation.state == .mine)
    #expect(
      observation.outputs["sas"]
        == .secret(
          .sharedAccess(
            connection: "here",
            container: "landing",
            terms: "st=2026-11-21T07%3A45%3A00Z&se=2026-12-21T08%3A00%3A00Z&sp=racwdl&spr=https"
              + "&sv=2022-11-02&sr=c"
          )
        )
    )
    #expect(observation.outputs["starts_at"] == "2026-11-21T07:45:00Z")
    #expect(observation.outputs["expires_at"] == "2026-12-21T08:00:00Z")
    #expect(observation.outputs["permissions"] == "racwdl")
    #expect(
      observation.summary == "'racwdl' on container 'landing' until 2026-12-21T08:00:00Z"
    )
  }

  @Test func `gives the same for the same attempt, and a reference that is written and read`()
    throws
  {
    let bench = try bench()
    let reference = try #require(try bench.observe().outputs["sas"]?.secret)
    #expect(try bench.observe().outputs["sas"]?.secret == reference)
    #expect(try SecretReference("\(reference)") == reference)
  }

  @Test(arguments: [
    ("permissions", "raz", "no permissions"), ("permissions", "", "no permissions"),
    ("version", "latest", "no version"), ("valid_for", "0s", "no time"),
  ])
  func `refuses what the service would not know`(
    _ input: String,
    _ value: String,
    _ words: String
  ) throws {
    let failure = try bench([input: .string(value)]).failure { _ = try $0.observe() }
    #expect(failure.kind == .permanent)
    #expect(failure.detail.contains(words))
    #expect(failure.remedy != nil)
  }

  @Test func `tells a plan what follows from the moment`() throws {
    let outputs = try bench().action.descriptor.outputs
    #expect(outputs.filter(\.isMomentary).map(\.name) == ["sas", "starts_at", "expires_at"])
  }
}
