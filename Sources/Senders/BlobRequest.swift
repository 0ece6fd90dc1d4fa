import AzureClient
import Connections
import Foundation
import Secrets
import SharedAccess
import WorkflowPlugin

/// A request to a storage account's blobs, with its address and headers but not yet its proof.
///
/// With the account's key every `x-ms-` header is signed, so all of them are here.
struct BlobRequest {
  private let call: RESTCall
  private let account: String
  private let base: String
  private let headers: [RESTCall.Field]
  private let body: [UInt8]

  init(_ call: RESTCall, body: [UInt8], to settings: StorageSettings, at moment: Date) {
    self.call = call
    self.body = body
    account = settings.account
    base = settings.blob ?? settings.cloud.client.blobAddress(of: settings.account)
    var headers = call.headers
    headers.append(RESTCall.Field("x-ms-version", call.apiVersion))
    headers.append(RESTCall.Field("x-ms-date", HTTPDate.text(moment)))
    headers.append(
      RESTCall.Field("x-ms-client-request-id", UUID().uuidString.lowercased())
    )
    if call.body != nil { headers.append(RESTCall.Field("Content-Type", "application/json")) }
    self.headers = headers
  }

  /// Proved by a shared access signature, which may be given with a question mark before it.
  func proved(by token: Secret) -> HTTPRequestSpec {
    spec(
      query: [call.encodedQuery, token.withValue { String($0.drop { $0 == "?" }) }]
        .filter { !$0.isEmpty }
        .joined(separator: "&")
    )
  }

  /// Proved by the account's key ("Authorize with Shared Key").
  func signed(with key: AccountKey) -> HTTPRequestSpec {
    var spec = spec(query: call.encodedQuery)
    let request = SharedKeyRequest(
      call.method.rawValue,
      path: URLComponents(string: spec.url)?.percentEncodedPath ?? call.path,
      parameters: call.query.map { ($0.name, $0.value) },
      headers: headers.map { ($0.name, $0.value) },
      contentLength: body.count
    )
    spec.authorization = Secret(request.authorization(account: account, key: key))
    return spec
  }

  private func spec(query: String) -> HTTPRequestSpec {
    HTTPRequestSpec(
      call.method.verb,
      base + call.path + (query.isEmpty ? "" : "?" + query),
      headers: HTTPFields(headers.map { HTTPFields.Field($0.name, $0.value) }),
      body: body
    )
  }
}

extension RESTCall {
  /// The query as it stands in a URL, without the version of the interface.
  var encodedQuery: String {
    query.map { "\(URLText.segment($0.name))=\(URLText.segment($0.value))" }
      .joined(separator: "&")
  }
}
