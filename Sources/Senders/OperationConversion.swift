import AzureClient
import Connections
import Foundation
import Secrets
import WorkflowModel
import WorkflowPlugin

/// Marks a stored address that is a `Location` rather than an `Azure-AsyncOperation`: the two are
/// read by different rules (Azure Resource Manager documentation, "Track asynchronous operations").
private let locationMark = "location "

/// Between looks when the target names no time: Azure's own clients wait as long.
private let usualPollInterval = Duration.seconds(15)

extension OperationHandle {
  init?(_ operation: LongRunningOperation, on target: Target) {
    guard let url = operation.pollURL else { return nil }
    let path = url.prefix { $0 != "?" }
    self.init(
      connection: target.name,
      address: operation.statusURL == nil ? locationMark + url : url,
      identifier: path.split(separator: "/").last.map(String.init),
      pollAfter: operation.retryAfter ?? usualPollInterval
    )
  }
}

extension LongRunningOperation {
  init(_ handle: OperationHandle) {
    if handle.address.hasPrefix(locationMark) {
      self.init(locationURL: String(handle.address.dropFirst(locationMark.count)))
    } else {
      self.init(statusURL: handle.address)
    }
  }
}

extension OperationStatus {
  init(_ progress: OperationProgress, pollAfter: Duration, _ redaction: Redaction) {
    switch progress {
    case .running(let retryAfter, let percent):
      self = .running(
        next: retryAfter ?? pollAfter,
        percent: percent.map { Double($0) },
        summary: "the operation is in progress"
      )
    case .succeeded:
      self = .succeeded
    case .failed(let error):
      let error = error.deepest
      self = .failed(code: error.code, message: redaction.redact(error.message))
    case .canceled(let error):
      self = .failed(
        code: error?.code ?? "Canceled",
        message: redaction.redact(error?.message ?? "The operation was cancelled.")
      )
    case .forgotten:
      self = .unknown
    case .unanswered(let status, let error, let retryAfter):
      self = .running(
        next: retryAfter ?? pollAfter,
        percent: nil,
        summary: "its status was not given (HTTP \(status)\(error.map { " \($0.code)" } ?? ""))"
      )
    }
  }
}
