import Foundation
import LabEstate
import Synchronization

/// Operations on trust certificates: in the estate they take effect at once, at the door they are
/// followed like all others, until the lab ends.
final class TrustOperations: Sendable {
  private let operations = Mutex<[String: FollowedOperation]>([:])

  /// Notes an operation that has succeeded and gives its id.
  func succeeded(isDeletion: Bool, at time: EstateInstant) -> String {
    let operation = FollowedOperation(
      id: UUID().uuidString.lowercased(),
      isDeletion: isDeletion,
      status: .succeeded,
      start: time,
      end: time
    )
    operations.withLock { $0[operation.id] = operation }
    return operation.id
  }

  func operation(_ id: String) -> FollowedOperation? {
    operations.withLock { $0[id.lowercased()] }
  }
}

/// A long-running operation as its two addresses show it.
struct FollowedOperation: Hashable {
  var id: String
  var isDeletion: Bool
  var status: LongRunningOperation.Status
  var start: EstateInstant
  var end: EstateInstant?
  var error: ARMRefusal?
}

extension FollowedOperation {
  init(_ operation: LongRunningOperation) {
    self.init(
      id: operation.id,
      isDeletion: operation.kind == .deleteLink,
      status: operation.status,
      start: operation.start,
      end: operation.end,
      error: operation.error
    )
  }
}
