import Secrets
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Probing a SAS` {
  private let values: [String: Value] = [
    "container": "landing", "expires_at": "2026-12-21T08:00:00Z",
    "sas": .secret(.sharedAccess(connection: "here", container: "landing", terms: "sp=rl&sr=c")),
  ]
  private let token = "‹sas://here/landing?sp=rl&sr=c›"
  private let list = Answer.rest(status: 200, body: .null, operation: nil)
  private let marker = Answer.found([
    "expires_at": "2026-12-21T08:00:00Z", "purpose": "Linkflow proves a signature",
  ])

  @Test func `lists and looks for the marker with the signature alone`() throws {
    let bench = try Bench("storage.probe_sas", values)
    #expect(
      try bench.probe() == [
        """
        GET {blob}/landing?restype=container&comp=list&prefix=_linkflow/probe.json&maxresults=1&\(token)
        x-ms-version: 2022-11-02
        """,
        """
        GET {blob}/landing/_linkflow/probe.json?\(token)
        x-ms-version: 2022-11-02
        """,
      ]
    )
  }

  @Test func `writes the marker once`() throws {
    let bench = try Bench("storage.probe_sas", values)
    #expect(try bench.observe(list, .notFound).state == .absent)
    #expect(
      try bench.writes() == [
        """
        PUT {blob}/landing/_linkflow/probe.json?\(token)
        x-ms-version: 2022-11-02
        x-ms-blob-type: BlockBlob
        {"expires_at":"2026-12-21T08:00:00Z","purpose":"Linkflow proves a signature"}
        """
      ]
    )
    let done = try bench.observe(list, marker)
    #expect(done.state == .mine)
    #expect(done.outputs["marker"] == "_linkflow/probe.json")
  }

  @Test func `does not take another signature's marker for its own`() throws {
    let bench = try Bench("storage.probe_sas", values)
    let observation = try bench.observe(list, .found(["expires_at": "2026-11-01T08:00:00Z"]))
    #expect(observation.state == .different)
    #expect(bench.action.descriptor.onDifferent == .alter)
  }

  @Test func `is undone by removing the marker`() throws {
    let probe = try Bench("storage.probe_sas", values)
    let removal = try Bench("storage.remove_marker", values)
    let inverse = try #require(probe.action.inverse)
    #expect(try inverse(probe.arguments, nil) == removal.writeCalls())
    #expect(
      try removal.writes() == [
        """
        DELETE {blob}/landing/_linkflow/probe.json?\(token)
        x-ms-version: 2022-11-02
        """
      ]
    )
  }

  @Test func `removes a marker until it is gone`() throws {
    let bench = try Bench("storage.remove_marker", values)
    #expect(try bench.observe(marker).state == .absent)
    #expect(try bench.observe(.notFound).state == .mine)
  }

  @Test func `names the letter that each request needs`() throws {
    let bench = try Bench("storage.probe_sas", values)
    let purposes = try bench.probeCalls().map(\.purpose) + bench.writeCalls().map(\.purpose)
    #expect(
      purposes == [
        "list the container, which needs l", "read the marker, which needs r",
        "write the marker, which needs c or w",
      ]
    )
  }

  @Test(arguments: [
    "AuthenticationFailed", "AuthorizationPermissionMismatch", "AuthorizationFailure",
    "KeyBasedAuthenticationNotPermitted", "ContainerNotFound",
  ])
  func `says what to do about a refusal`(_ code: String) {
    let rule = registry.errorRules(of: "storage.probe_sas").first {
      $0.matches(code: code, message: "")
    }
    #expect(rule?.meaning == .failure(.permanent))
    #expect(rule?.remedy != nil)
  }
}

@Suite struct `Reading a container` {
  @Test func `is proved by the account's key`() throws {
    let bench = try Bench("storage.read_container", ["container": "landing"])
    #expect(
      try bench.probe() == ["GET {blob}/landing?restype=container\nx-ms-version: 2022-11-02"]
    )
    #expect(try bench.observe(.found(.null)).outputs == ["container": "landing"])
  }
}
