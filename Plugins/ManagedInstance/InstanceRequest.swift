import WorkflowModel
import WorkflowPlugin

/// How the plugin speaks to Azure Resource Manager about one instance.
enum InstanceRequest {
  /// Generally available, and knows every property that the actions use.
  static let apiVersion = "2025-01-01"

  static func get(
    _ path: String,
    on connection: String,
    _ purpose: String,
    accepts: Set<Int> = []
  ) -> Call {
    Call(
      .read,
      on: connection,
      purpose,
      rest: RESTCall(.get, path, apiVersion: apiVersion, accepts: accepts)
    )
  }

  static func put(
    _ path: String,
    on connection: String,
    _ purpose: String,
    properties: [String: Value]
  ) -> Call {
    write(.put, path, on: connection, purpose, body: ["properties": .object(properties)])
  }

  static func patch(
    _ path: String,
    on connection: String,
    _ purpose: String,
    properties: [String: Value]
  ) -> Call {
    write(.patch, path, on: connection, purpose, body: ["properties": .object(properties)])
  }

  /// An action of a resource's; what it takes is no resource, and so stands in no `properties`.
  static func post(
    _ path: String,
    on connection: String,
    _ purpose: String,
    _ body: [String: Value]
  ) -> Call {
    write(.post, path, on: connection, purpose, body: .object(body))
  }

  /// What is not there is deleted.
  static func delete(_ path: String, on connection: String, _ purpose: String) -> Call {
    write(.delete, path, on: connection, purpose, accepts: [404])
  }

  private static func write(
    _ method: RESTCall.Method,
    _ path: String,
    on connection: String,
    _ purpose: String,
    body: Value? = nil,
    accepts: Set<Int> = []
  ) -> Call {
    Call(
      .write,
      on: connection,
      purpose,
      rest: RESTCall(
        method,
        path,
        apiVersion: apiVersion,
        body: body,
        accepts: accepts,
        timeout: .seconds(120)
      )
    )
  }
}

extension Answer {
  /// The `properties` of a resource; empty when there are none.
  var properties: [String: Value] { body.object?["properties"]?.object ?? [:] }

  var isNotFound: Bool { status == 404 }
}
