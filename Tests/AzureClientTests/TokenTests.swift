import AzureClient
import Foundation
import Secrets
import Synchronization
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1))) struct `A token source` {
  private static let token = HTTPReply(
    status: 200,
    body: Array(#"{"token_type":"Bearer","expires_in":3600,"access_token":"tok"}"#.utf8)
  )

  private func source(
    _ transport: HTTPTransport,
    _ port: Int,
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws -> ClientSecretTokenSource {
    ClientSecretTokenSource(
      transport: transport,
      authority: try #require(AzureEndpoint("http://127.0.0.1:\(port)")),
      tenant: "t1",
      clientID: "app",
      clientSecret: Secret("s&cret+1"),
      now: now
    )
  }

  @Test func `asks for a token as the flow demands`() async throws {
    let double = WireDouble { _ in Self.token }
    let token = try await double.serving { port in
      try await withTransport { try await source($0, port).token(for: "https://m.example/") }
    }
    #expect(token.reveal() == "tok")
    let received = try #require(double.received.first)
    #expect(received.path == "/t1/oauth2/v2.0/token")
    #expect(
      received.body == """
        grant_type=client_credentials&client_id=app&client_secret=s%26cret%2B1\
        &scope=https%3A%2F%2Fm.example%2F%2F.default
        """
    )
  }

  @Test func `keeps a token until five minutes before its end`() async throws {
    let clock = Mutex(Date())
    let double = WireDouble { _ in Self.token }
    try await double.serving { port in
      try await withTransport { transport in
        let source = try source(transport, port) { clock.withLock { $0 } }
        for (seconds, requests) in [(0.0, 1), (3299, 1), (2, 2), (0, 2)] {
          clock.withLock { $0 += seconds }
          _ = try await source.token(for: "a")
          #expect(double.received.count == requests)
        }
        _ = try await source.token(for: "b")
        #expect(double.received.count == 3)
        await source.discard(Secret("tok"), for: "a")
        _ = try await source.token(for: "a")
        #expect(double.received.count == 4)
      }
    }
  }

  @Test func `asks once for many callers`() async throws {
    let double = WireDouble { _ in Self.token }
    try await double.serving { port in
      try await withTransport { transport in
        let source = try source(transport, port)
        let tokens = try await withThrowingTaskGroup(of: Secret.self) { group in
          for _ in 0..<20 { group.addTask { try await source.token(for: "a") } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens.count == 20)
      }
    }
    #expect(double.received.count == 1)
  }

  @Test func `keeps Entra's words and not the secret`() async throws {
    let double = WireDouble { _ in
      HTTPReply(
        status: 401,
        body: Array(
          #"{"error":"invalid_client","error_description":"AADSTS7000215: 's&cret+1' is wrong"}"#
            .utf8
        )
      )
    }
    let failure = try await double.serving { port in
      try await withTransport { transport in
        let source = try source(transport, port)
        return await #expect(throws: TokenFailure.self) { try await source.token(for: "a") }
      }
    }
    let expected = ARMError(code: "invalid_client", message: "AADSTS7000215: '‹secret›' is wrong")
    #expect(failure == .refused(status: 401, error: expected))
  }
}

@Suite(.timeLimit(.minutes(1))) struct `A resource manager` {
  @Test func `gets the token, and JSON is named as such`() async throws {
    let double = WireDouble { _ in HTTPReply(status: 202) }
    try await double.serving { port in
      try await withTransport { transport in
        let manager = BearerService(
          at: try #require(AzureEndpoint("http://127.0.0.1:\(port)")),
          audience: "a",
          tokens: StaticTokenSource(Secret("tok")),
          transport: transport
        )
        let url = "http://127.0.0.1:\(port)/subscriptions"
        let reply = try await manager.send(HTTPRequestSpec(.put, url, body: Array("{}".utf8)))
        #expect(reply.status == 202)
      }
    }
    #expect(double.received.first?.headers["authorization"] == "Bearer tok")
    #expect(double.received.first?.headers["content-type"] == "application/json")
  }

  @Test func `sends its token nowhere else`() async throws {
    let double = WireDouble { _ in HTTPReply(status: 200) }
    let failure = try await double.serving { port in
      try await withTransport { transport in
        let manager = BearerService(
          at: AzureCloud.global.resourceManager,
          audience: AzureCloud.global.managementAudience,
          tokens: StaticTokenSource(Secret("tok")),
          transport: transport
        )
        return await #expect(throws: HTTPFailure.self) {
          try await manager.send(HTTPRequestSpec(.get, "http://127.0.0.1:\(port)/"))
        }
      }
    }
    guard case .notSent(.foreignHost(_, expected: "https://management.azure.com")) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(double.received.isEmpty)
  }
}

@Suite struct `A cloud` {
  @Test func `is known by the Azure CLI's name`() {
    #expect(AzureCloud.named("azurechinacloud") == .china)
    #expect(
      AzureCloud.named("AzureUSGovernment")?.authority.description
        == "https://login.microsoftonline.us"
    )
    #expect(AzureCloud.named("AzureGermanCloud") == nil)
  }
}
