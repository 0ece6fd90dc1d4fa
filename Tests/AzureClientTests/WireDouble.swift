import AzureClient
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A service on loopback that answers by a script and notes what it was asked.
final class WireDouble: Sendable {
  struct Received: Sendable {
    var verb: String
    var path: String
    var headers: [String: String]
    var body: String
  }

  private let requests = Mutex<[Received]>([])
  private let answer: @Sendable (Received) async throws -> HTTPReply

  init(_ answer: @escaping @Sendable (Received) async throws -> HTTPReply) {
    self.answer = answer
  }

  var received: [Received] { requests.withLock { $0 } }

  /// Serves for the length of `body`, which gets the address.
  func serving<Answer: Sendable>(
    _ server: HTTPServerBuilder = .http1(),
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

/// Runs `body` with a transport that is shut down afterwards.
func withTransport<Answer>(
  _ configuration: HTTPTransport.Configuration = HTTPTransport.Configuration(),
  _ body: (HTTPTransport) async throws -> Answer
) async throws -> Answer {
  let transport = HTTPTransport(configuration)
  let answer: Result<Answer, any Error>
  do {
    answer = .success(try await body(transport))
  } catch {
    answer = .failure(error)
  }
  try await transport.shutdown()
  return try answer.get()
}

/// A listener that reads a request and then hangs up, or says no more.
func withRudeServer<Answer: Sendable>(
  hangsUp: Bool,
  _ body: @Sendable (Int) async throws -> Answer
) async throws -> Answer {
  let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        if hangsUp { try channel.pipeline.syncOperations.addHandler(HangUp()) }
      }
    }
    .bind(host: "127.0.0.1", port: 0)
    .get()
  let answer = try await body(listener.localAddress?.port ?? 0)
  try await listener.close()
  return answer
}

private final class HangUp: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.close(promise: nil)
  }
}
