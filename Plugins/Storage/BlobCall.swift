import Secrets
import WorkflowModel
import WorkflowPlugin

/// How the plugin speaks to a storage account.
enum BlobCall {
  /// Of the interface, and of the signatures that are made: known to every public cloud, and the
  /// first that this project's vectors were checked with.
  static let version = "2022-11-02"

  static func path(_ container: String, _ blob: String? = nil) -> String {
    let parts = [container] + (blob?.split(separator: "/").map(String.init) ?? [])
    return parts.map { "/" + URLText.segment($0) }.joined()
  }

  /// Whether a container is there, asked with the account's key.
  static func container(_ name: String, on connection: String, _ purpose: String) -> Call {
    Call(
      .read,
      on: connection,
      purpose,
      rest: RESTCall(
        blob: .get,
        path(name),
        apiVersion: version,
        query: [RESTCall.Field("restype", "container")]
      )
    )
  }

  /// A read or write of a blob, or of a container's list, that the signature alone must allow.
  static func withSignature(
    _ access: Call.Access,
    _ method: RESTCall.Method,
    _ path: String,
    of arguments: Arguments,
    _ purpose: String,
    query: [RESTCall.Field] = [],
    headers: [RESTCall.Field] = [],
    body: Value? = nil,
    accepts: Set<Int> = []
  ) -> Call {
    Call(
      access,
      on: arguments.string("connection"),
      purpose,
      rest: RESTCall(
        blob: method,
        path,
        apiVersion: version,
        query: query,
        headers: headers,
        body: body,
        authorization: .sharedAccess(arguments.secret("sas")),
        accepts: accepts
      )
    )
  }
}
