import AzureClient
import Foundation
import Secrets
import Senders
import Synchronization
import Testing
import WireTesting
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

@Suite(.timeLimit(.minutes(1))) struct `A record of what was sent` {
  /// Lines as they were written; refuses all after the first `limit`.
  private final class Paper: Sendable {
    private let text = Mutex("")
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    var all: String { text.withLock { $0 } }

    func lines() throws -> [[String: Value]] {
      try all.split(separator: "\n").map {
        try #require(CanonicalJSON.decode(Value.self, from: Data($0.utf8)).object)
      }
    }

    func write(_ line: String) throws {
      try text.withLock { text in
        guard text.count(where: \.isNewline) < limit else { throw POSIXError(.ENOSPC) }
        text += line
      }
    }
  }

  private let update = Call(
    .write,
    on: "ws",
    "give the signature",
    rest: RESTCall(
      .post,
      at: .development,
      "/linkconnections/l/updateLandingZoneCredential",
      apiVersion: "2023-04-18-preview",
      body: ["value": .secret(Azure.sas)]
    )
  )

  private let list = Call(
    .read,
    on: "landing",
    "list the container",
    rest: RESTCall(
      blob: .get,
      "/landingzone",
      apiVersion: "2022-11-02",
      query: [RESTCall.Field("comp", "list")],
      authorization: .sharedAccess(Azure.sas)
    )
  )

  @Test func `holds the request, its answer, and for whom it was`() async throws {
    let azure = Azure { _ in
      HTTPReply(
        status: 200,
        headers: ["x-ms-request-id": "r-1"],
        body: Array(#"{"name":"l"}"#.utf8)
      )
    }
    let paper = Paper()
    _ = try await azure.sending(recording: { try paper.write($0) }) { session in
      try await CallOrigin.$step.withValue(StepAddress(rawValue: "rotate/link")) {
        try await session.send(update)
      }
    }
    let lines = try paper.lines()
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line["connection"] == "ws")
    #expect(line["kind"] == "rest")
    #expect(line["access"] == "write")
    #expect(line["purpose"] == "give the signature")
    #expect(line["step"] == "rotate/link")
    #expect(line["method"] == "POST")
    let url = try #require(line["url"]?.string)
    #expect(url.hasPrefix("https://localhost:"))
    #expect(
      url.hasSuffix("/linkconnections/l/updateLandingZoneCredential?api-version=2023-04-18-preview")
    )
    #expect(line["status"] == 200)
    #expect(line["answer_headers"]?.object?["x-ms-request-id"] == "r-1")
    #expect(line["answer_body"] == #"{"name":"l"}"#)
    #expect(line["duration_ms"]?.int != nil)
    let time = try #require(line["time"]?.string)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
  }

  @Test func `holds no secret, wherever it stood`() async throws {
    let azure = Azure { received in
      let echo = received.path + (received.headers["authorization"] ?? "") + received.body
      return HTTPReply(status: 400, headers: ["x-echo": received.path], body: Array(echo.utf8))
    }
    let paper = Paper()
    try await azure.sending(recording: { try paper.write($0) }) { session in
      for call in [update, list] {
        await #expect(throws: CallFailure.self) { _ = try await session.send(call) }
      }
    }
    #expect(try paper.lines().count == 2)
    #expect(!paper.all.contains("T0syBTuqsV4CCqoBcR489WVv758FdLe"))
    #expect(!paper.all.contains(Azure.key))
    #expect(!paper.all.contains("client-secret"))
    let body = try #require(try paper.lines().first?["body"]?.string)
    #expect(body.contains("‹sas://landing/landingzone?"))
  }

  @Test func `tells of a call that never went out`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let paper = Paper()
    var call = list
    call.connection = "nowhere"
    _ = try await azure.sending(recording: { try paper.write($0) }) { [call] session in
      await #expect(throws: CallFailure.self) { _ = try await session.send(call) }
    }
    let line = try #require(try paper.lines().first)
    #expect(line["failure"]?.object?["phase"] == "notSent")
    #expect(line["status"] == nil)
  }

  @Test func `stops the next call when it cannot be written`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let paper = Paper(limit: 1)
    try await azure.sending(recording: { try paper.write($0) }) { session in
      _ = try await session.send(list)
      // Its answer is not lost: the run keeps it.
      _ = try await session.send(list)
      let failure = await #expect(throws: CallFailure.self) { _ = try await session.send(list) }
      #expect(failure?.code == DiagnosticCode.recordUnwritable.id)
      #expect(failure?.phase == .notSent)
    }
    #expect(azure.received.count == 2)
  }
}
