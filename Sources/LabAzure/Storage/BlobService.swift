import Foundation
import LabEstate

/// The blob endpoint of a storage account, in path style: `/account/container/blob`.
struct BlobService: Sendable {
  /// What comes of an operation, before it is put into HTTP.
  struct Outcome {
    var status: Int
    var fields: [String: String] = [:]
    var body: Data?
  }

  let estate: Estate
  let signIn: SignIn
  let faults: FaultGate

  /// - Throws: `FaultGate.ConnectionLost`, and nothing else.
  func reply(to request: AzureRequest, account: String) async throws -> AzureReply {
    let id = UUID().uuidString.lowercased()
    let outcome: Outcome
    do {
      outcome = try await faults.pass(
        server: account,
        text: text(of: request),
        disturbed: { status, retryAfter in
          var outcome = refused(
            status == 429
              ? StorageRefusal(status, "TooManyRequests", "Too many requests: try again later.")
              : StorageRefusal(status, "InternalError", "Server encountered an internal error."),
            id
          )
          outcome.fields["Retry-After"] = retryAfter.map { String($0) }
          return outcome
        },
        body: {
          do {
            return try answer(request, account)
          } catch let refusal as StorageRefusal {
            return refused(refusal, id)
          }
        }
      )
    } catch let lost as FaultGate.ConnectionLost {
      throw lost
    } catch {
      outcome = refused(StorageRefusal(500, "InternalError", "\(error)"), id)
    }
    var fields = outcome.fields
    fields["Server"] = "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0"
    fields["x-ms-request-id"] = id
    fields["x-ms-client-request-id"] = request.fields["x-ms-client-request-id"]
    fields["x-ms-version"] =
      request.fields["x-ms-version"] ?? request.parameter("sv") ?? "2022-11-02"
    if fields["Content-Type"] == nil, outcome.body != nil {
      fields["Content-Type"] = "application/xml"
    }
    let hasBody = request.method != "HEAD"
    return AzureReply(
      status: outcome.status,
      fields: fields,
      body: hasBody ? outcome.body : nil
    )
  }

  private func refused(_ refusal: StorageRefusal, _ id: String) -> Outcome {
    let now = EstateInstant.ofMachine.rfc3339
    var outcome = Outcome(
      status: refusal.status,
      fields: ["x-ms-error-code": refusal.code],
      body: BlobDocuments.error(refusal, request: id, at: now)
    )
    if refusal.status == 401 {
      outcome.fields["WWW-Authenticate"] = "Bearer resource_id=https://storage.azure.com"
    }
    return outcome
  }

  /// What faults match: without the query's secrets.
  private func text(of request: AzureRequest) -> String {
    let words = ["restype", "comp"].compactMap { name in
      request.parameter(name).map { "\(name)=\($0)" }
    }
    let query = words.isEmpty ? "" : "?" + words.joined(separator: "&")
    return "\(request.method) \(request.path)\(query)"
  }

  private func answer(_ request: AzureRequest, _ name: String) throws -> Outcome {
    if let version = request.fields["x-ms-version"],
      version.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil
    {
      throw StorageRefusal(
        400,
        "InvalidHeaderValue",
        "The value for one of the HTTP headers is not in the correct format: x-ms-version."
      )
    }
    let resource = Self.resource(request)
    let operation = try BlobOperation(request, resource)
    return try estate.change { transaction in
      guard let account = transaction.world.storageAccount(named: name) else {
        throw StorageRefusal(404, "ResourceNotFound", "The specified resource does not exist.")
      }
      try authorize(request, operation, resource, account, in: transaction)
      return try perform(operation, on: resource, of: account, request, in: &transaction)
    }
  }

  private static func resource(_ request: AzureRequest) -> StorageAction.Resource {
    let parts = request.path.split(separator: "/", maxSplits: 2).map {
      String($0).removingPercentEncoding ?? String($0)
    }
    switch parts.count {
    case ...1: return .service
    case 2: return .container(parts[1])
    default: return .blob(container: parts[1], path: parts[2])
    }
  }

  private func authorize(
    _ request: AzureRequest,
    _ operation: BlobOperation,
    _ resource: StorageAction.Resource,
    _ account: StorageAccount,
    in transaction: EstateTransaction
  ) throws {
    let header = request.fields["authorization"]
    if let header, header.lowercased().hasPrefix("bearer ") {
      do {
        try signIn.authorize(header, for: .storage)
      } catch let refusal as ARMRefusal {
        throw StorageRefusal(401, "InvalidAuthenticationInfo", refusal.message)
      }
      return
    }
    if let header {
      try SharedKeyCheck(request: request, account: account, now: transaction.wallTime)
        .check(header)
      return
    }
    let token = SharedAccessToken(request.rawQuery)
    guard token.fields["sig"] != nil else {
      throw StorageRefusal(
        401,
        "NoAuthenticationInformation",
        "Server failed to authenticate the request. Please refer to the information in the "
          + "www-authenticate header."
      )
    }
    var exists = false
    if case .blob(let container, let path) = resource {
      let store = BlobStore(account: account.name, container: container)
      exists = try store.blob(named: path, in: transaction.rows) != nil
    }
    try account.authorize(
      token,
      for: operation.action(on: resource, blobExists: exists),
      from: request.address,
      at: transaction.wallTime
    )
  }
}
