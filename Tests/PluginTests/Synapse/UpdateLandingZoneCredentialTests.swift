import Secrets
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Updating a landing zone's credential` {
  private func bench(until end: String = "2026-11-24T06:45:00Z") throws -> Bench {
    try Bench(
      "synapse.update_landing_zone_credential",
      [
        "link_connection": "ledger-link", "expires_at": .string(end),
        "sas": .secret(.sharedAccess(connection: "a", container: "c", terms: "sp=r&sr=c")),
      ]
    )
  }

  @Test func `sends the signature whole, and shows its reference`() throws {
    let bench = try bench()
    #expect(
      try bench.writes() == [
        """
        POST {development}/linkconnections/ledger-link/updateLandingZoneCredential\
        ?api-version=2023-04-18-preview
        {"sasToken":{"type":"SecureString","value":"‹sas://a/c?sp=r&sr=c›"}}
        """
      ]
    )
    #expect(bench.action.effect == .probed)
    #expect(bench.action.descriptor.onDifferent == .alter)
  }

  @Test func `has taken when the service tells the new end`() throws {
    #expect(try bench().observe(LinkConnectionAnswer.status()).state == .mine)
    for expires in ["2026-11-23T06:45:00Z", .null] as [Value] {
      let observation = try bench().observe(LinkConnectionAnswer.status(expires: expires))
      #expect(observation.state == .different)
      #expect(observation.remedy?.contains("linkflow resume spring-tide") == true)
    }
  }

  @Test func `refuses an end that is no time`() throws {
    let failure = try bench(until: "next year").failure {
      _ = try $0.observe(LinkConnectionAnswer.status())
    }
    #expect(failure.kind == .permanent)
  }
}
