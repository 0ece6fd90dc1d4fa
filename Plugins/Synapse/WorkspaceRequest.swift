import WorkflowModel
import WorkflowPlugin

/// How the plugin speaks to a workspace's development endpoint about one link connection.
enum WorkspaceRequest {
  /// All versions of this interface are previews; this one knows every property that is used.
  static let apiVersion = "2023-04-18-preview"

  /// Whoever may read a link connection ("Synapse RBAC roles").
  static let readRoles =
    "Synapse Administrator, Synapse Contributor or Synapse Compute Operator: linkConnections/read"

  /// What every action on a link connection takes.
  static let inputs = [
    ActionInput("connection", .connection(kind: "synapse"), "The workspace."),
    ActionInput("link_connection", .string, "The link connection's name."),
  ]

  static let versionInput = ActionInput(
    "api_version",
    .string,
    "The version of the workspace's interface, all of which are previews.",
    default: .string(apiVersion)
  )

  static func get(_ path: String, of arguments: Arguments, _ purpose: String) -> Call {
    call(.read, .get, path, of: arguments, purpose)
  }

  static func call(
    _ access: Call.Access,
    _ method: RESTCall.Method,
    _ path: String,
    of arguments: Arguments,
    _ purpose: String,
    body: Value? = nil
  ) -> Call {
    Call(
      access,
      on: arguments.string("connection"),
      purpose,
      rest: RESTCall(
        method,
        at: .development,
        "/linkconnections/\(URLText.segment(arguments.string("link_connection")))\(path)",
        apiVersion: arguments.string("api_version"),
        body: body
      )
    )
  }

  /// `Link Connection - Get Detailed Status`.
  static func status(of arguments: Arguments) -> Call {
    get("/detailedstatus", of: arguments, "read the link connection's state")
  }

  /// `Link Connection - List Link Tables`.
  static func tables(of arguments: Arguments) -> Call {
    get("/linktables", of: arguments, "read the linked tables")
  }
}
