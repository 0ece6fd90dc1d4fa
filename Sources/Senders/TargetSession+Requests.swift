import AzureClient
import Connections
import Foundation
import Secrets
import WorkflowModel
import WorkflowPlugin

extension TargetSession {
  func send(_ call: RESTCall, to target: Target) async throws(CallFailure) -> Answer {
    switch call.endpoint {
    case .blob:
      let reply = try await sendToBlobs(call, of: target)
      return .rest(status: reply.status, body: reply.value, operation: nil)
    case .resource, .development:
      let (service, base) = try await service(call.endpoint, of: target)
      let parameters = [call.encodedQuery, "api-version=\(call.apiVersion)"]
      let spec = HTTPRequestSpec(
        call.method.verb,
        base + call.path + "?" + parameters.filter { !$0.isEmpty }.joined(separator: "&"),
        headers: HTTPFields(call.headers.map { HTTPFields.Field($0.name, $0.value) }),
        body: try await bytes(of: call.body),
        clientRequestID: UUID()
      )
      let reply = try await request(spec, of: call, service, timeout: call.timeout)
      try check(reply, of: call)
      let operation = try operation(startedBy: reply, call, at: service.endpoint, target)
      return .rest(status: reply.status, body: reply.value, operation: operation)
    }
  }

  func poll(_ handle: OperationHandle) async throws(CallFailure) -> OperationStatus {
    let target = try sender.target(named: handle.connection)
    let access = try await sender.azure(for: target)
    let operation = LongRunningOperation(handle)
    guard let url = operation.pollURL else { return .unknown }
    // An operation is followed where it was begun; the token for one service is none for another.
    let services = [access.manager, access.development?.service].compactMap { $0 }
    let reply = try await request(
      HTTPRequestSpec(.get, url, clientRequestID: UUID()),
      services.first { $0.endpoint.contains(url) } ?? access.manager,
      timeout: .seconds(60)
    )
    return OperationStatus(operation.read(reply), pollAfter: handle.pollAfter, sender.redaction)
  }

  /// The service at an endpoint, and the address that a call's path follows.
  private func service(
    _ endpoint: RESTCall.Endpoint,
    of target: Target
  ) async throws(CallFailure) -> (service: BearerService, base: String) {
    let access = try await sender.azure(for: target)
    if endpoint == .development {
      guard let development = access.development else {
        throw .wrongKind(target, "development endpoint")
      }
      return development
    }
    let resource = target.azure.map { "\($0.resource)" } ?? ""
    // RFC 3986, 3.3: names of resources may hold what a path segment may not, such as '#'.
    let path = resource.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? resource
    return (access.manager, "\(access.manager.endpoint)\(path)")
  }

  private func sendToBlobs(
    _ call: RESTCall,
    of target: Target
  ) async throws(CallFailure) -> HTTPReply {
    guard let settings = target.storage else { throw .wrongKind(target, "storage account") }
    let body = try await bytes(of: call.body)
    let request = BlobRequest(call, body: body, to: settings, at: Date())
    let spec: HTTPRequestSpec
    switch call.authorization {
    case .connection: spec = request.signed(with: try await sender.accountKey(of: settings))
    case .sharedAccess(let reference): spec = request.proved(by: try await sender.secret(reference))
    }
    let reply: HTTPReply
    let began = Date()
    do throws(HTTPFailure) {
      let transport = sender.transport(trusting: settings.caFile)
      reply = try await transport.send(spec, timeout: call.timeout)
      WireTrace.current?.note(spec, body: call.bodyText ?? "", since: began, reply)
    } catch {
      WireTrace.current?.note(spec, body: call.bodyText ?? "", since: began, nil)
      throw CallFailure(error, redaction: sender.redaction)
    }
    try check(reply, of: call)
    return reply
  }

  private func request(
    _ spec: HTTPRequestSpec,
    of call: RESTCall? = nil,
    _ service: BearerService,
    timeout: Duration
  ) async throws(CallFailure) -> HTTPReply {
    let began = Date()
    do throws(HTTPFailure) {
      let reply = try await service.send(spec, timeout: timeout)
      WireTrace.current?.note(spec, body: call?.bodyText ?? "", since: began, reply)
      return reply
    } catch {
      WireTrace.current?.note(spec, body: call?.bodyText ?? "", since: began, nil)
      throw CallFailure(error, redaction: sender.redaction)
    }
  }

  private func check(_ reply: HTTPReply, of call: RESTCall) throws(CallFailure) {
    guard reply.isSuccess || call.accepts.contains(reply.status) else {
      throw CallFailure(reply, redaction: sender.redaction)
    }
  }

  /// The long operation that an answer to a write tells of.
  private func operation(
    startedBy reply: HTTPReply,
    _ call: RESTCall,
    at endpoint: AzureEndpoint,
    _ target: Target
  ) throws(CallFailure) -> OperationHandle? {
    guard call.method != .get, call.method != .head else { return nil }
    do throws(HTTPFailure) {
      return try LongRunningOperation(startedBy: reply, at: endpoint)
        .flatMap { OperationHandle($0, on: target) }
    } catch {
      throw CallFailure(error, redaction: sender.redaction)
    }
  }

  /// The body with its secrets filled in; goes into the request and nowhere else.
  private func bytes(of body: Value?) async throws(CallFailure) -> [UInt8] {
    guard let body else { return [] }
    return Array(CanonicalJSON.text(try await revealed(body)).utf8)
  }

  private func revealed(_ value: Value) async throws(CallFailure) -> Value {
    switch value {
    case .secret(let reference):
      return .string(try await sender.secret(reference).reveal())
    case .list(let values):
      var shown: [Value] = []
      for value in values { shown.append(try await revealed(value)) }
      return .list(shown)
    case .object(let members):
      var shown: [String: Value] = [:]
      for (name, value) in members { shown[name] = try await revealed(value) }
      return .object(shown)
    default:
      return value
    }
  }
}
