package import Foundation
package import Secrets

/// Tokens for a service principal with a secret ("Microsoft identity platform and the OAuth 2.0
/// client credentials flow").
///
/// A token is kept until five minutes before its end, in memory only.
package struct ClientSecretTokenSource: TokenSource {
  private let transport: HTTPTransport
  private let authority: AzureEndpoint
  private let tenant: String
  private let clientID: String
  private let clientSecret: Secret
  private let now: @Sendable () -> Date
  private let cache = TokenCache()

  package init(
    transport: HTTPTransport,
    authority: AzureEndpoint,
    tenant: String,
    clientID: String,
    clientSecret: Secret,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.transport = transport
    self.authority = authority
    self.tenant = tenant
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.now = now
  }

  package func token(for audience: String) async throws(TokenFailure) -> Secret {
    try await cache.token(for: audience, now: now) { () throws(TokenFailure) in
      try await fetch(audience)
    }
  }

  package func discard(_ token: Secret, for audience: String) async {
    await cache.discard(token, for: audience)
  }

  private func fetch(_ audience: String) async throws(TokenFailure) -> AccessToken {
    let asked = now()
    let reply: HTTPReply
    do throws(HTTPFailure) {
      reply = try await transport.send(request(audience), timeout: .seconds(30))
    } catch {
      throw .noAnswer(error)
    }
    guard reply.isSuccess else {
      guard let error = ARMError(body: reply.body) else { throw .unreadable(status: reply.status) }
      throw .refused(status: reply.status, error: redacted(error))
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)) else {
      throw .unreadable(status: reply.status)
    }
    return AccessToken(
      Secret(answer.access_token),
      expires: asked.addingTimeInterval(answer.expires_in)
    )
  }

  /// The names are those of the wire (RFC 6749, section 5.1).
  private struct Answer: Decodable {
    var access_token: String
    var expires_in: TimeInterval
  }

  private func request(_ audience: String) -> HTTPRequestSpec {
    // An audience that ends in a slash keeps it, so that two stand before the word.
    let form = [
      ("grant_type", "client_credentials"),
      ("client_id", clientID),
      ("client_secret", clientSecret.reveal()),
      ("scope", audience + "/.default"),
    ]
    let body = form.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
    return HTTPRequestSpec(
      .post,
      "\(authority)/\(Self.encoded(tenant))/oauth2/v2.0/token",
      headers: [
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
      ],
      body: Array(body.utf8),
      clientRequestID: UUID()
    )
  }

  private static func encoded(_ text: String) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: letters))
      ?? ""
  }

  private func redacted(_ error: ARMError) -> ARMError {
    let redaction = Redaction()
    redaction.learn(clientSecret)
    var error = error
    error.message = redaction.redact(error.message)
    return error
  }
}
