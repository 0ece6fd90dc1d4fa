import Testing
import WorkflowModel
import WorkflowPlugin

/// Answers in the form of the published description of the interface.
enum LinkConnectionAnswer {
  static func status(
    _ status: String = "Running",
    expires: Value = "2026-11-24T06:45:00.0000000Z",
    partiallyFailed: Bool = false,
    error: Value = nil
  ) -> Answer {
    .found([
      "id": "x", "name": "ledger-link", "status": .string(status),
      "isPartiallyFailed": .bool(partiallyFailed), "isApplyingChanges": false,
      "landingZoneCredentialExpireTime": expires, "error": error,
    ])
  }

  static let tables = Answer.found([
    "value": [
      ["id": "t1", "source": ["schemaName": "dbo", "tableName": "Account"]],
      ["id": "t2", "source": ["schemaName": "dbo", "tableName": "Entry"]],
    ]
  ])

  static func states(_ first: String, _ second: String, error: String? = nil) -> Answer {
    .found([
      "value": [
        ["id": "t1", "status": .string(first)],
        [
          "id": "t2", "status": .string(second), "errorCode": error.map { .string($0) } ?? nil,
          "errorMessage": error == nil ? nil : "Signature not valid.",
        ],
      ],
      "continuationToken": nil,
    ])
  }
}

@Suite struct `Reading a link connection` {
  private func bench(at time: String, before: String = "7d") throws -> Bench {
    var bench = try Bench(
      "synapse.read_link_connection",
      ["link_connection": "ledger link", "rotate_before": .string(before)]
    )
    bench.arguments.at = try #require(Self.moments[time])
    return bench
  }

  private static let moments = [
    "2026-11-10": Instant(millisecondsSince1970: 1_794_268_800_000),
    "2026-11-21": Instant(millisecondsSince1970: 1_795_219_200_000),
    "2026-11-25": Instant(millisecondsSince1970: 1_795_564_800_000),
  ]

  private func observe(_ bench: Bench, expires: Value) throws -> Observation {
    try bench.observe(
      .found(["name": "ledger link"]),
      LinkConnectionAnswer.status(expires: expires),
      LinkConnectionAnswer.tables
    )
  }

  @Test func `asks for it, its state and its tables`() throws {
    #expect(
      try bench(at: "2026-11-21").probe() == [
        "GET {development}/linkconnections/ledger%20link?api-version=2023-04-18-preview",
        "GET {development}/linkconnections/ledger%20link/detailedstatus"
          + "?api-version=2023-04-18-preview",
        "GET {development}/linkconnections/ledger%20link/linktables"
          + "?api-version=2023-04-18-preview",
      ]
    )
  }

  @Test func `is due within the time before the end`() throws {
    let end: Value = "2026-11-24T06:45:00.0000000Z"
    let early = try observe(bench(at: "2026-11-10"), expires: end)
    #expect(early.outputs["due"] == false)
    #expect(early.outputs["expired"] == false)
    #expect(early.outputs["credential_expires_at"] == "2026-11-24T06:45:00Z")
    #expect(early.outputs["tables"] == ["dbo.Account", "dbo.Entry"])
    #expect(
      early.summary
        == "'ledger link' is Running; its signature ends at 2026-11-24T06:45:00Z, not due yet"
    )
    #expect(try observe(bench(at: "2026-11-21"), expires: end).outputs["due"] == true)
    #expect(
      try observe(bench(at: "2026-11-21", before: "1d"), expires: end).outputs["due"] == false
    )
    let late = try observe(bench(at: "2026-11-25"), expires: end)
    #expect(late.outputs["due"] == true)
    #expect(late.outputs["expired"] == true)
  }

  @Test(arguments: [.null, "soon"] as [Value])
  func `is due when its end is not told`(_ expires: Value) throws {
    let observation = try observe(bench(at: "2026-11-10"), expires: expires)
    #expect(observation.outputs["due"] == true)
    #expect(observation.outputs["credential_expires_at"] == "")
  }

  @Test func `fails when the workspace tells no state`() throws {
    let failure = try bench(at: "2026-11-10").failure { bench in
      _ = try bench.observe(.found([:]), .found([:]), LinkConnectionAnswer.tables)
    }
    #expect(failure.code == "LF7022")
  }
}
