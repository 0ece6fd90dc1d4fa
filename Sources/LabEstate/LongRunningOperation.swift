/// A long-running operation of ARM, followed by its id.
package struct LongRunningOperation: Hashable, Codable, Sendable {
  package enum Status: String, Codable, Sendable {
    case inProgress = "InProgress"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case canceled = "Canceled"
  }

  package enum Kind: String, Codable, Sendable {
    case putLink, patchLink, deleteLink, failover, setRole
  }

  package var id: String
  package var kind: Kind
  /// The link's name.
  package var resource: String
  package var status: Status
  package var start: EstateInstant
  package var end: EstateInstant?
  package var error: ARMRefusal?
}

/// A refusal as ARM words it: HTTP status, `error.code` and `error.message`.
package struct ARMRefusal: Error, Hashable, Codable, Sendable {
  package var status: Int
  package var code: String
  package var message: String

  package init(_ status: Int, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }
}
