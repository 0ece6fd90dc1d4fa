import AzureClient
import Testing
import WireTesting

@Suite(.timeLimit(.minutes(1))) struct `A TLS connection` {
  @Test func `is made when the CA file holds the issuer`() async throws {
    let authority = try TestAuthority()
    defer { authority.remove() }
    let double = WireDouble { _ in HTTPReply(status: 200) }
    let status = try await double.serving(as: "localhost", by: authority) { port in
      try await withTransport(HTTPTransport.Configuration(caFile: authority.caFile)) {
        try await $0.send(HTTPRequestSpec(.get, "https://localhost:\(port)/")).status
      }
    }
    #expect(status == 200)
  }

  @Test(arguments: [("localhost", false), ("other.example", true)])
  func `is refused for a strange issuer or another name, and nothing is sent`(
    _ name: String,
    _ trusted: Bool
  ) async throws {
    let authority = try TestAuthority()
    defer { authority.remove() }
    let double = WireDouble { _ in HTTPReply(status: 200) }
    let failure = try await double.serving(as: name, by: authority) { port in
      try await withTransport(
        HTTPTransport.Configuration(caFile: trusted ? authority.caFile : nil)
      ) { transport in
        await #expect(throws: HTTPFailure.self) {
          try await transport.send(HTTPRequestSpec(.get, "https://localhost:\(port)/"))
        }
      }
    }
    guard case .notSent(.encryption) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(double.received.isEmpty)
  }
}
