import Secrets

/// A service that takes bearer tokens, at one address: Azure Resource Manager, or a data plane such
/// as a Synapse workspace's development endpoint.
///
/// The token goes to that address and to no other, whatever a link in an answer says.
package struct BearerService: Sendable {
  package let endpoint: AzureEndpoint
  private let audience: String
  private let tokens: any TokenSource
  private let transport: HTTPTransport

  package init(
    at endpoint: AzureEndpoint,
    audience: String,
    tokens: any TokenSource,
    transport: HTTPTransport
  ) {
    self.endpoint = endpoint
    self.audience = audience
    self.tokens = tokens
    self.transport = transport
  }

  /// Adds the token and sends once.
  ///
  /// A 401 makes the token source forget the token; sending again is the caller's decision.
  package func send(
    _ spec: HTTPRequestSpec,
    timeout: Duration = .seconds(60)
  ) async throws(HTTPFailure) -> HTTPReply {
    guard let address = AzureEndpoint(spec.url) else {
      throw .notSent(.invalid(detail: "The address is no absolute http or https URL."))
    }
    guard address == endpoint else {
      throw .notSent(
        .foreignHost(address.description, expected: endpoint.description)
      )
    }
    let token: Secret
    do throws(TokenFailure) {
      token = try await tokens.token(for: audience)
    } catch {
      throw error == .noAnswer(.cancelled) ? .cancelled : .notSent(.noToken(error))
    }
    var spec = spec
    spec.authorization = Secret("Bearer " + token.reveal())
    if !spec.body.isEmpty, spec.headers["Content-Type"] == nil {
      spec.headers["Content-Type"] = "application/json"
    }
    let reply = try await transport.send(spec, timeout: timeout)
    if reply.status == 401 { await tokens.discard(token, for: audience) }
    return reply
  }
}
