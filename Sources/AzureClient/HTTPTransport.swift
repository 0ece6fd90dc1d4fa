import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Secrets

/// The one way by which requests leave: it follows no redirect and sends nothing twice.
///
/// One for a process; whoever made it shuts it down.
package final class HTTPTransport: Sendable {
  package struct Configuration: Hashable, Sendable {
    /// PEM file of issuers to trust besides the system's.
    package var caFile: String?
    package var connectTimeout: Duration
    package var maximumBodySize: Int

    package init(
      caFile: String? = nil,
      connectTimeout: Duration = .seconds(10),
      maximumBodySize: Int = 8 * 1024 * 1024
    ) {
      self.caFile = caFile
      self.connectTimeout = connectTimeout
      self.maximumBodySize = maximumBodySize
    }
  }

  private let client: HTTPClient
  private let configuration: Configuration

  package init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    var tls = TLSConfiguration.makeClientConfiguration()
    if let path = configuration.caFile { tls.additionalTrustRoots = [.file(path)] }
    var settings = HTTPClient.Configuration(
      tlsConfiguration: tls,
      redirectConfiguration: .disallow,
      timeout: .init(connect: TimeAmount(configuration.connectTimeout)),
      decompression: .disabled
    )
    // Retrying is the engine's; a refused port would else be tried until the timeout.
    settings.connectionPool.retryConnectionEstablishment = false
    settings.httpVersion = .http1Only
    // Well below the services' own, so that a request seldom meets a connection just closed.
    settings.connectionPool.idleTimeout = .seconds(20)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  /// Sends once and reads the whole answer; whatever its status, an answer is returned.
  package func send(
    _ spec: HTTPRequestSpec,
    timeout: Duration = .seconds(60)
  ) async throws(HTTPFailure) -> HTTPReply {
    if let detail = spec.fault { throw .notSent(.invalid(detail: detail)) }
    guard !Task.isCancelled else { throw .cancelled }
    let limit = configuration.maximumBodySize
    do {
      let deadline = NIODeadline.now() + TimeAmount(timeout)
      let response = try await client.execute(HTTPClientRequest(spec), deadline: deadline)
      let status = Int(response.status.code)
      var body = ByteBuffer()
      for try await var chunk in response.body {
        guard body.readableBytes + chunk.readableBytes <= limit else {
          throw HTTPFailure.answerTooLong(status: status, limit: limit)
        }
        body.writeBuffer(&chunk)
      }
      return HTTPReply(
        status: status,
        headers: HTTPFields(response.headers.map { HTTPFields.Field($0.name, $0.value) }),
        body: Array(buffer: body)
      )
    } catch let failure as HTTPFailure {
      throw failure
    } catch {
      throw HTTPFailure(
        error,
        timeout: timeout,
        connectTimeout: configuration.connectTimeout,
        isCancelled: Task.isCancelled
      )
    }
  }

  /// Closes all connections; nothing can be sent afterwards.
  package func shutdown() async throws { try await client.shutdown() }
}

extension HTTPRequestSpec {
  /// Why it cannot be sent at all.
  fileprivate var fault: String? {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      parts.host?.isEmpty == false, scheme == "https" || scheme == "http"
    else { return "The address is no absolute http or https URL." }
    let values = headers.fields.flatMap { [$0.name, $0.value] } + [authorization?.reveal() ?? ""]
    let isSplit = values.contains { text in text.unicodeScalars.contains { $0.value < 0x20 } }
    return isSplit ? "A header field contains a control character." : nil
  }
}

extension HTTPClientRequest {
  fileprivate init(_ spec: HTTPRequestSpec) {
    self.init(url: spec.url)
    method = HTTPMethod(rawValue: spec.verb.rawValue)
    for field in spec.headers.fields { headers.add(name: field.name, value: field.value) }
    if let secret = spec.authorization {
      headers.replaceOrAdd(name: "Authorization", value: secret.reveal())
    }
    if let id = spec.clientRequestID {
      headers.replaceOrAdd(name: "x-ms-client-request-id", value: id.uuidString.lowercased())
      headers.replaceOrAdd(name: "x-ms-return-client-request-id", value: "true")
    }
    if let id = spec.correlationID {
      headers.replaceOrAdd(name: "x-ms-correlation-request-id", value: id.uuidString.lowercased())
    }
    if !spec.body.isEmpty {
      body = .bytes(ByteBuffer(bytes: spec.body))
    } else if [.put, .patch, .post].contains(spec.verb) {
      headers.replaceOrAdd(name: "Content-Length", value: "0")
    }
  }
}
