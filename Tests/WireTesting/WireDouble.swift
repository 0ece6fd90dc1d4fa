package import AzureClient
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// A service on loopback that answers by a script and notes what it was asked.
package final class WireDouble: Sendable {
  package struct Received: Sendable {
    package var verb: String
    package var path: String
    package var headers: [String: String]
    package var body: String
  }

  private let requests = Mutex<[Received]>([])
  private let answer: @Sendable (Received) async throws -> HTTPReply

  package init(_ answer: @escaping @Sendable (Received) async throws -> HTTPReply) {
    self.answer = answer
  }

  package var received: [Received] { requests.withLock { $0 } }

  /// Serves in the clear for the length of `body`, which gets the port.
  package func serving<Answer: Sendable>(
    _ body: @Sendable (Int) async throws -> Answer
  ) async throws -> Answer {
    try await serving(.http1(), body)
  }

  /// Serves by HTTPS with a certificate of the authority's.
  package func serving<Answer: Sendable>(
    as name: String,
    by authority: TestAuthority,
    _ body: @Sendable (Int) async throws -> Answer
  ) async throws -> Answer {
    let identity = try authority.identity(of: name)
    let configuration = try TLSConfiguration.makeServerConfiguration(
      certificateChain: NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))
        .map { .certificate($0) },
      privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
    )
    return try await serving(.tls(tlsConfiguration: configuration), body)
  }

  private func serving<Answer: Sendable>(
    _ server: HTTPServerBuilder,
    _ body: @Sendable (Int) async throws -> Answer
  ) async throws -> Answer {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "double")
    logger.logLevel = .critical
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { [self] request, _ in
        try await respond(to: request)
      },
      server: server,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
      logger: logger
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      defer { group.cancelAll() }
      var iterator = ports.makeAsyncIterator()
      return try await body(await iterator.next() ?? 0)
    }
  }

  private func respond(to request: Request) async throws -> Response {
    let body = try await request.body.collect(upTo: 1024 * 1024)
    let received = Received(
      verb: request.method.rawValue,
      path: request.uri.description,
      headers: Dictionary(
        request.headers.map { ($0.name.canonicalName, $0.value) },
        uniquingKeysWith: { first, _ in first }
      ),
      body: String(buffer: body)
    )
    requests.withLock { $0.append(received) }
    let reply = try await answer(received)
    var headers = HTTPTypes.HTTPFields()
    for field in reply.headers.fields {
      guard let name = HTTPField.Name(field.name) else { continue }
      headers.append(HTTPField(name: name, value: field.value))
    }
    return Response(
      status: .init(code: reply.status),
      headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
    )
  }
}
