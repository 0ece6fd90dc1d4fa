import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A `LinkConnectionDetailedStatus`, any field of which the service may leave out.
struct LinkConnectionStatus {
  /// The service's word; no complete list is published.
  var status: String
  var isPartiallyFailed: Bool
  /// When the landing zone's signature ends; nil when the service does not tell.
  var credentialExpiresAt: Instant?
  /// The link's own error, in words; empty without one.
  var error: String

  init(_ answer: Answer?) throws(StepFailure) {
    guard let object = answer?.body.object, let status = object["status"]?.string else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "The workspace did not tell the link connection's state."
      )
    }
    self.status = status
    isPartiallyFailed = object["isPartiallyFailed"]?.bool ?? false
    credentialExpiresAt = object["landingZoneCredentialExpireTime"]?.string
      .flatMap(ServiceTime.instant)
    error = Self.words(object["error"])
  }

  /// States are compared without regard to case.
  func isIn(_ state: String) -> Bool { status.lowercased() == state.lowercased() }

  var expiryText: String { credentialExpiresAt?.description ?? "" }

  /// The field is free JSON: most often a code and a message.
  private static func words(_ value: Value?) -> String {
    guard let value, !value.isNull else { return "" }
    guard let object = value.object else { return value.description }
    let parts = [object["code"]?.string, object["message"]?.string].compactMap { $0 }
    return parts.isEmpty ? CanonicalJSON.text(value) : parts.joined(separator: ": ")
  }
}
