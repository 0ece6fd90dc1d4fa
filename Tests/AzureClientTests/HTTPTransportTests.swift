import AzureClient
import Foundation
import Secrets
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1))) struct `The HTTP path` {
  @Test func `carries a request whole and names it to the service`() async throws {
    let double = WireDouble { _ in
      HTTPReply(
        status: 201,
        headers: ["x-ms-request-id": "r1", "x-ms-correlation-request-id": "c1"],
        body: Array("made".utf8)
      )
    }
    let id = UUID()
    let run = UUID()
    let reply = try await double.serving { port in
      try await withTransport { transport in
        try await transport.send(
          HTTPRequestSpec(
            .put,
            "http://127.0.0.1:\(port)/a%20b?api-version=1",
            headers: ["If-Match": "*"],
            body: Array("{}".utf8),
            authorization: Secret("Bearer t"),
            clientRequestID: id,
            correlationID: run
          )
        )
      }
    }
    #expect(reply.status == 201)
    #expect(reply.requestID == "r1")
    #expect(reply.correlationRequestID == "c1")
    #expect(String(decoding: reply.body, as: UTF8.self) == "made")
    let received = try #require(double.received.first)
    #expect(received.verb == "PUT")
    #expect(received.path == "/a%20b?api-version=1")
    #expect(received.body == "{}")
    #expect(received.headers["if-match"] == "*")
    #expect(received.headers["authorization"] == "Bearer t")
    #expect(received.headers["x-ms-client-request-id"] == id.uuidString.lowercased())
    #expect(received.headers["x-ms-correlation-request-id"] == run.uuidString.lowercased())
  }

  @Test(arguments: [302, 429, 500, 503])
  func `returns any status as an answer, and sends once`(_ status: Int) async throws {
    let double = WireDouble { _ in
      HTTPReply(status: status, headers: ["Location": "/elsewhere", "Retry-After": "1"])
    }
    let reply = try await double.serving { port in
      try await withTransport {
        try await $0.send(HTTPRequestSpec(.post, "http://127.0.0.1:\(port)/"))
      }
    }
    #expect(reply.status == status)
    #expect(double.received.count == 1)
  }

  private func failure(
    of spec: HTTPRequestSpec,
    _ configuration: HTTPTransport.Configuration = HTTPTransport.Configuration(),
    timeout: Duration = .seconds(10)
  ) async throws -> HTTPFailure? {
    try await withTransport(configuration) { transport in
      await #expect(throws: HTTPFailure.self) {
        try await transport.send(spec, timeout: timeout)
      }
    }
  }

  @Test func `does not know what became of a request whose connection is cut`() async throws {
    let lost = try await withRudeServer(hangsUp: true) { port in
      try await failure(of: HTTPRequestSpec(.put, "http://127.0.0.1:\(port)/", body: [1]))
    }
    guard case .connectionLost = lost else {
      Issue.record("\(String(describing: lost))")
      return
    }
  }

  @Test func `does not know what became of a request without an answer`() async throws {
    let limit = Duration.milliseconds(200)
    let lost = try await withRudeServer(hangsUp: false) { port in
      try await failure(of: HTTPRequestSpec(.put, "http://127.0.0.1:\(port)/"), timeout: limit)
    }
    #expect(lost == .timedOut(after: limit))
  }

  @Test func `knows that nothing was sent where nothing listens`() async throws {
    let port = try await withRudeServer(hangsUp: true) { $0 }
    let failure = try await failure(of: HTTPRequestSpec(.put, "http://127.0.0.1:\(port)/"))
    guard case .notSent(.unreachable) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func `knows that nothing was sent to a name without an address`() async throws {
    let failure = try await failure(of: HTTPRequestSpec(.get, "http://no-such-host.invalid/"))
    guard case .notSent(.unreachable) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test(arguments: ["/relative", "ftp://x/", "https://", ""])
  func `refuses an address that is none`(_ url: String) async throws {
    let failure = try await failure(of: HTTPRequestSpec(.get, url))
    guard case .notSent(.invalid) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func `refuses a header that would begin another`() async throws {
    let spec = HTTPRequestSpec(.get, "http://127.0.0.1:9/", headers: ["a": "b\r\nc: d"])
    #expect(
      try await failure(of: spec)
        == .notSent(.invalid(detail: "A header field contains a control character."))
    )
  }

  @Test func `reads no more than its limit`() async throws {
    let double = WireDouble { _ in HTTPReply(status: 200, body: [UInt8](repeating: 1, count: 5000))
    }
    let long = try await double.serving { port in
      try await failure(
        of: HTTPRequestSpec(.get, "http://127.0.0.1:\(port)/"),
        HTTPTransport.Configuration(maximumBodySize: 1000)
      )
    }
    #expect(long == .answerTooLong(status: 200, limit: 1000))
  }

  @Test func `ends when its task is cancelled`() async throws {
    let (began, continuation) = AsyncStream<Void>.makeStream()
    let double = WireDouble { _ in
      continuation.yield()
      try await Task.sleep(for: .seconds(60))
      return HTTPReply(status: 200)
    }
    let failure = try await double.serving { port in
      try await withTransport { transport in
        await withTaskGroup(of: HTTPFailure?.self) { group in
          group.addTask {
            do throws(HTTPFailure) {
              _ = try await transport.send(HTTPRequestSpec(.get, "http://127.0.0.1:\(port)/"))
              return nil
            } catch {
              return error
            }
          }
          for await _ in began { break }
          group.cancelAll()
          return await group.next() ?? nil
        }
      }
    }
    #expect(failure == .cancelled)
  }

  @Test func `shows neither the query nor the body nor the token`() {
    let spec = HTTPRequestSpec(
      .put,
      "https://a.example/c?sig=hunter22",
      body: Array("hunter22".utf8),
      authorization: Secret("Bearer hunter22")
    )
    var dumped = ""
    dump(spec, to: &dumped)
    #expect("\(spec)" == "PUT https://a.example/c")
    #expect(!dumped.contains("hunter22") && !dumped.contains("104"))
  }
}
