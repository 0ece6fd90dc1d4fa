import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Turns what the wire saw into what decides: the action's own rules first, then its family's,
/// then what the phase of the failure leaves open.
struct FailureReading {
  enum Verdict: Hashable {
    case failure(StepFailure)
    case alreadyDone
  }

  let rules: [ErrorRule]

  func verdict(on failure: CallFailure, of call: Call) -> Verdict {
    let place = "'\(call.connection)' (\(call.purpose))"
    if failure.phase == .refused,
      let rule = rule(forCode: failure.code, message: failure.message)
    {
      switch rule.meaning {
      case .alreadyDone: return .alreadyDone
      case .failure(let kind):
        return .failure(
          StepFailure(
            kind,
            code: failure.code,
            detail: "\(place): \(failure.message)",
            remedy: rule.remedy ?? failure.remedy,
            retryAfter: failure.retryAfter
          )
        )
      }
    }
    return .failure(
      StepFailure(
        kind(of: failure, isWrite: call.access == .write),
        code: failure.code,
        detail: "\(place): \(failure.message)",
        remedy: failure.remedy,
        retryAfter: failure.retryAfter
      )
    )
  }

  /// The action's own rule for an error, else its family's.
  func rule(forCode code: String, message: String) -> ErrorRule? {
    rules.first { $0.matches(code: code, message: message) }
  }

  /// A failure to ask about a long operation.
  func failure(of failure: CallFailure, following handle: OperationHandle) -> StepFailure {
    StepFailure(
      kind(of: failure, isWrite: false),
      code: failure.code,
      detail: "'\(handle.connection)' (ask about the operation): \(failure.message)",
      remedy: failure.remedy,
      retryAfter: failure.retryAfter
    )
  }

  private func kind(of failure: CallFailure, isWrite: Bool) -> FailureKind {
    let lost: FailureKind = isWrite ? .indeterminate : .transient
    switch failure.phase {
    case .notSent:
      return Self.hopeless.contains(failure.code) ? .permanent : .transient
    case .answerLost, .abandoned:
      return lost
    case .refused:
      switch failure.status {
      case 429?, 503?: return .transient
      // RFC 9110, 15.6: the server failed at a request that it may have carried out.
      case 408?, 500?, 502?, 504?: return lost
      default: return .permanent
      }
    }
  }

  /// Failures before sending that no second try can mend.
  private static let hopeless: Set<String> = [
    DiagnosticCode.credentialRefused.id, DiagnosticCode.driverMissing.id,
    DiagnosticCode.secretUnavailable.id, DiagnosticCode.invalidConnection.id,
    DiagnosticCode.unknownConnection.id,
  ]
}
