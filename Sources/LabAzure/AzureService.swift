import Foundation
import LabEstate

/// Finds out what a request is for and has it answered, with the faults that are scripted for it.
struct AzureService: Sendable {
  private let estate: Estate
  private let signIn: SignIn
  private let resources: ResourceProvider
  private let workspaces: WorkspaceProvider
  private let accounts: AccountProvider
  private let development: DevelopmentEndpoint
  private let blobs: BlobService
  private let faults: FaultGate

  init(estate: Estate, tenant: AzureTenant) {
    self.estate = estate
    let signIn = SignIn(tenant: tenant)
    let faults = FaultGate(estate: estate)
    self.signIn = signIn
    self.faults = faults
    resources = ResourceProvider(estate: estate, tenant: tenant)
    workspaces = WorkspaceProvider(estate: estate, tenant: tenant)
    accounts = AccountProvider(estate: estate)
    development = DevelopmentEndpoint(estate: estate)
    blobs = BlobService(estate: estate, signIn: signIn, faults: faults)
  }

  /// - Throws: `FaultGate.ConnectionLost`, and nothing else.
  func reply(to request: AzureRequest) async throws -> AzureReply {
    let answer: ResourceAnswer
    do {
      if let account = try account(of: request) {
        return try await blobs.reply(to: request, account: account)
      }
      answer = try await self.answer(request)
    } catch let refusal as ARMRefusal {
      answer = ResourceAnswer(refusal)
    } catch let lost as FaultGate.ConnectionLost {
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

  /// The storage account whose blob endpoint a path leads to.
  private func account(of request: AzureRequest) throws -> String? {
    let first = request.path.split(separator: "/").first ?? ""
    return try estate.world().storageAccounts.first { $0.name == first }?.name
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
        form: String(decoding: request.body, as: UTF8.self),
        at: request.base
      )
    default:
      if let name = segments.first, let workspace = try estate.world().workspace(named: name) {
        return try await underFaults(request, server: workspace.name) {
          try signIn.authorize(request.fields["authorization"], for: .synapse)
          return try development.answer(request, workspace: workspace.name)
        }
      }
      return try await resource(request)
    }
  }

  private func resource(_ request: AzureRequest) async throws -> ResourceAnswer {
    if let path = ResourcePath(request.path), !path.provider.isSameWord(as: "Microsoft.Sql") {
      return try await underFaults(request, server: path.server) {
        _ = try admit(request)
        switch path.provider.lowercased() {
        case "microsoft.synapse": return try workspaces.answer(request, path)
        case "microsoft.storage": return try accounts.answer(request, path)
        default:
          throw ARMRefusal(404, "NotFound", "The lab has nothing at '\(request.path)'.")
        }
      }
    }
    guard let address = ResourceAddress(path: request.path) else {
      throw ARMRefusal(404, "NotFound", "The lab has nothing at '\(request.path)'.")
    }
    return try await underFaults(request, server: address.server) {
      let version = try admit(request)
      return try resources.answer(
        ResourceProvider.Request(
          method: request.method,
          path: request.path,
          address: address,
          version: version,
          body: request.body
        )
      )
    }
  }

  /// - Throws: `ARMRefusal` without a token for Resource Manager and a well-formed version.
  private func admit(_ request: AzureRequest) throws -> APIVersion {
    try signIn.authorize(request.fields["authorization"], for: .resourceManager)
    return try APIVersion(query: request.query["api-version"])
  }

  private func underFaults(
    _ request: AzureRequest,
    server: String,
    body: () throws -> ResourceAnswer
  ) async throws -> ResourceAnswer {
    try await faults.pass(
      server: server,
      text: "\(request.method) \(request.path)",
      disturbed: { status, retryAfter in
        let refusal =
          status == 429
          ? ARMRefusal(status, "SubscriptionTooManyRequests", "Too many requests: try again later.")
          : ARMRefusal(status, "InternalServerError", "An unexpected error occurred.")
        var answer = ResourceAnswer(refusal)
        answer.retryAfter = retryAfter
        return answer
      },
      body: {
        do {
          return try body()
        } catch let refusal as ARMRefusal {
          return ResourceAnswer(refusal)
        }
      }
    )
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
