import WorkflowModel
import WorkflowPlugin

/// The blob that proves a signature: it names the signature's end, so that one that is found is
/// known to be written with this signature or with another.
enum Marker {
  static let inputs = [
    ActionInput("connection", .connection(kind: "storage"), "The storage account."),
    ActionInput("container", .string, "The container."),
    ActionInput("sas", .secret, "The signature, as storage.sign_sas gives it."),
    ActionInput("expires_at", .string, "When it ends, which the marker names."),
    ActionInput(
      "blob",
      .string,
      "The marker: apart from the folders that others read.",
      default: "_linkflow/probe.json"
    ),
  ]

  static func path(_ arguments: Arguments) -> String {
    BlobCall.path(arguments.string("container"), arguments.string("blob"))
  }

  static func content(_ arguments: Arguments) -> Value {
    ["purpose": "Linkflow proves a signature", "expires_at": arguments["expires_at"]]
  }

  /// "Get Blob".
  static func look(_ arguments: Arguments) -> Call {
    BlobCall.withSignature(
      .read,
      .get,
      path(arguments),
      of: arguments,
      "read the marker, which needs r",
      accepts: [404]
    )
  }
}
