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
    Call(
      .write,
      on: connection,
      purpose,
      rest: RESTCall(
        .put,
        path,
        apiVersion: apiVersion,
        body: ["properties": .object(properties)],
        timeout: .seconds(120)
      )
    )
  }

  /// A name as one segment of a path: all but RFC 3986's unreserved characters percent-encoded.
  static func segment(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch UnicodeScalar(byte) {
      case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~":
        text.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        text += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return text
  }
}

extension Answer {
  /// The `properties` of a resource; empty when there are none.
  var properties: [String: Value] { body.object?["properties"]?.object ?? [:] }

  var isNotFound: Bool { status == 404 }
}
