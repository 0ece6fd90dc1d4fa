/// A refusal as the blob service words it: status, `x-ms-error-code`, message, and the detail that
/// authentication failures have.
package struct StorageRefusal: Error, Hashable, Sendable {
  package var status: Int
  package var code: String
  package var message: String
  package var detail: String?

  package init(_ status: Int, _ code: String, _ message: String, detail: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.detail = detail
  }

  package static func authenticationFailed(_ detail: String) -> StorageRefusal {
    StorageRefusal(
      403,
      "AuthenticationFailed",
      "Server failed to authenticate the request. Make sure the value of Authorization header is "
        + "formed correctly including the signature.",
      detail: detail
    )
  }

  package static func noContainer() -> StorageRefusal {
    StorageRefusal(404, "ContainerNotFound", "The specified container does not exist.")
  }

  package static func noBlob() -> StorageRefusal {
    StorageRefusal(404, "BlobNotFound", "The specified blob does not exist.")
  }
}
