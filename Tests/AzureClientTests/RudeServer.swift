import AzureClient
import NIOCore
import NIOPosix

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
