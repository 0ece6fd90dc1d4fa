import Foundation
import LabEstate

/// Finds out what a request is for and has it answered, with the faults that are scripted for it.
struct AzureService: Sendable {
  /// A scripted fault broke the connection: there is nobody to answer.
  struct ConnectionLost: Error {}

  private let estate: Estate
  private let signIn: SignIn
  private let resources: ResourceProvider

  init(estate: Estate, tenant: AzureTenant) {
    self.estate = estate
    signIn = SignIn(tenant: tenant)
    resources = ResourceProvider(estate: estate, tenant: tenant)
  }

  /// - Throws: `ConnectionLost`, and nothing else.
  func reply(to request: AzureRequest) async throws -> AzureReply {
    let answer: ResourceAnswer
    do {
      answer = try await self.answer(request)
    } catch let refusal as ARMRefusal {
      answer = ResourceAnswer(refusal)
    } catch let lost as ConnectionLost {
      throw lost
    } catch {
      answer = ResourceAnswer(ARMRefusal(500, "InternalServerError", "\(error)"))
    }
    return AzureReply(
      status: answer.status,
      fields: fields(of: answer, to: request),
      body: answer.body
    )
  }

  private func answer(_ request: AzureRequest) async throws -> ResourceAnswer {
    let segments = request.path.split(separator: "/").map(String.init)
    switch (request.method, segments.count) {
    case ("GET", 2) where request.path == "/metadata/endpoints":
      let suffix = try estate.world().managedInstances.first?.instance?.domainSuffix ?? ""
      return try signIn.metadata(at: request.base, sqlSuffix: ".\(suffix)")
    case ("GET", 4) where request.path.hasSuffix("/v2.0/.well-known/openid-configuration"):
      return try signIn.configuration(of: segments[0], at: request.base)
    case ("POST", 4) where request.path.hasSuffix("/oauth2/v2.0/token"):
      return try signIn.token(
        in: segments[0],
        form: String(decoding: request.body, as: UTF8.self)
      )
    default:
      return try await resource(request)
    }
  }

  private func resource(_ request: AzureRequest) async throws -> ResourceAnswer {
    guard let address = ResourceAddress(path: request.path) else {
      throw ARMRefusal(404, "NotFound", "The lab has nothing at '\(request.path)'.")
    }
    let admission = try await estate.faultBefore(
      door: .rest,
      server: address.server,
      text: "\(request.method) \(request.path)"
    )
    if let answer = try disturbed(admission.action) { return answer }
    try signIn.authorize(request.fields["authorization"])
    let version = try APIVersion(query: request.query["api-version"])
    let answer: ResourceAnswer
    do {
      answer = try resources.answer(
        ResourceProvider.Request(
          method: request.method,
          path: request.path,
          address: address,
          version: version,
          body: request.body
        )
      )
    } catch let refusal as ARMRefusal {
      answer = ResourceAnswer(refusal)
    }
    return try disturbed(try await estate.faultAfter(admission)) ?? answer
  }

  /// The answer that a fault puts in place of the true one.
  private func disturbed(_ action: FaultAction) throws -> ResourceAnswer? {
    switch action {
    case .proceed: return nil
    case .connectionLost: throw ConnectionLost()
    case .status(let status, let retryAfter):
      let refusal =
        status == 429
        ? ARMRefusal(status, "SubscriptionTooManyRequests", "Too many requests: try again later.")
        : ARMRefusal(status, "InternalServerError", "An unexpected error occurred.")
      var answer = ResourceAnswer(refusal)
      answer.retryAfter = retryAfter
      return answer
    }
  }

  /// The header fields that ARM's clients look for.
  private func fields(of answer: ResourceAnswer, to request: AzureRequest) -> [String: String] {
    let id = UUID().uuidString.lowercased()
    let correlation = "x-ms-correlation-request-id"
    var fields = [
      "x-ms-request-id": id,
      correlation: request.fields[correlation] ?? id,
      "Cache-Control": "no-cache",
    ]
    fields["x-ms-client-request-id"] = request.fields["x-ms-client-request-id"]
    if answer.body != nil { fields["Content-Type"] = "application/json; charset=utf-8" }
    if answer.status == 401 {
      let authority = "\(request.base)/\(signIn.tenant.id)"
      fields["WWW-Authenticate"] = "Bearer authorization_uri=\"\(authority)\""
    }
    if let seconds = answer.retryAfter { fields["Retry-After"] = String(seconds) }
    if let operation = answer.operation {
      let collection =
        "\(request.base)/subscriptions/\(operation.subscription)/providers/Microsoft.Sql"
        + "/locations/\(operation.location)/\(operation.collection.rawValue)"
      let rest = "/\(operation.id)?api-version=\(request.query["api-version"] ?? "")"
      fields["Azure-AsyncOperation"] = "\(collection)AzureAsyncOperation\(rest)"
      fields["Location"] = "\(collection)OperationResults\(rest)"
    }
    return fields
  }
}
