import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL

/// Carries requests and replies between HTTP and the service.
struct AzureResponder: HTTPResponder {
  private static let largestBody = 4 * 1024 * 1024

  let service: AzureService

  func respond(to request: Request, context: AzureRequestContext) async throws -> Response {
    let body = try await request.body.collect(upTo: Self.largestBody)
    let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
    let fields = request.headers.map { ($0.name.canonicalName, $0.value) }
    let azureRequest = AzureRequest(
      method: request.method.rawValue,
      path: request.uri.path,
      query: Dictionary(query) { first, _ in first },
      rawQuery: request.uri.query ?? "",
      address: context.channel.remoteAddress?.ipAddress,
      authority: request.head.authority ?? "localhost",
      fields: Dictionary(fields) { first, _ in first },
      body: Data(body.readableBytesView)
    )
    let reply: AzureReply
    do {
      let presence = try await context.channel.pipeline.handler(type: ClientPresence.self).get()
      reply = try await presence.whileThere { [service] in
        try await service.reply(to: azureRequest)
      }
    } catch {
      // Before the library can answer in its own words.
      try? await hangUp(context.channel)
      throw error
    }
    return response(reply)
  }

  /// Closes the socket beneath TLS, which would say goodbye and wait to hear it.
  private func hangUp(_ channel: any Channel) async throws {
    try await channel.eventLoop.submit {
      let tls = try channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
      tls.close(promise: nil)
    }
    .get()
  }

  private func response(_ reply: AzureReply) -> Response {
    var fields = HTTPFields()
    for (name, value) in reply.fields {
      guard let name = HTTPField.Name(name) else {
        preconditionFailure("'\(name)' is a field name")
      }
      fields[name] = value
    }
    let status = HTTPResponse.Status(code: reply.status)
    guard let body = reply.body else { return Response(status: status, headers: fields) }
    return Response(
      status: status,
      headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
    )
  }
}
