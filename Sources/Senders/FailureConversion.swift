import AzureClient
import Secrets
import SQLServerClient
import WorkflowDiagnostics
import WorkflowPlugin

extension CallFailure {
  init(_ failure: SQLServerFailure, redaction: Redaction) {
    let text = redaction.redact(failure.description)
    switch failure {
    case .notConnected(let reason):
      self.init(.notSent, code: reason.code.id, message: text, remedy: reason.fullRemedy)
    case .refused(let errors):
      // 3621 says only that the statement was terminated; the error before it says why.
      let first = errors.first { $0.number != 3621 } ?? errors.first
      self.init(.refused, code: first.map { String($0.number) } ?? "", message: text)
    case .connectionLost:
      self.init(.answerLost, code: DiagnosticCode.answerLost.id, message: text)
    case .timedOut, .cancelled:
      self.init(.abandoned, code: DiagnosticCode.answerLost.id, message: text)
    }
  }

  init(_ failure: HTTPFailure, redaction: Redaction) {
    let text = redaction.redact("\(failure)")
    switch failure {
    case .notSent(let reason):
      self.init(.notSent, code: reason.code.id, message: text, remedy: reason.remedy)
    case .connectionLost, .answerTooLong:
      self.init(.answerLost, code: DiagnosticCode.answerLost.id, message: text)
    case .timedOut, .cancelled:
      self.init(.abandoned, code: DiagnosticCode.answerLost.id, message: text)
    }
  }

  /// An answer that is no success: the ARM error's code and words, or the status alone.
  init(_ reply: HTTPReply, redaction: Redaction) {
    let request = reply.requestID.map { " (request \($0))" } ?? ""
    let message = reply.error.map { "\($0.message)" } ?? "No reason was given."
    self.init(
      .refused,
      code: reply.error?.code ?? "HTTP \(reply.status)",
      message: redaction.redact("HTTP \(reply.status): \(message)\(request)"),
      remedy: reply.status == 401 || reply.status == 403
        ? "Give the connection's credential the role that the action's manual names." : nil,
      status: reply.status,
      retryAfter: reply.throttling.retryAfter
    )
  }

  static func secret(_ failure: SecretFailure) -> CallFailure {
    CallFailure(
      .notSent,
      code: DiagnosticCode.secretUnavailable.id,
      message: "\(failure)",
      remedy: failure.remedy
    )
  }

  static func wrongKind(_ target: Target, _ wanted: String) -> CallFailure {
    invalid(target, "It names no \(wanted), which this step needs.")
  }

  static func invalid(_ target: Target, _ detail: String) -> CallFailure {
    CallFailure(
      .notSent,
      code: DiagnosticCode.invalidConnection.id,
      message: "Connection '\(target.name)': \(detail)",
      remedy: "Correct connections.yaml, then resume the run."
    )
  }
}

extension NotConnectedReason {
  fileprivate var code: DiagnosticCode {
    switch self {
    case .unreachable, .timedOut, .closed, .driver: .connectionFailed
    case .loginRefused, .unknownDatabase, .serverRefused: .credentialRefused
    case .driverMissing: .driverMissing
    case .encryption, .optionRefused: .invalidConnection
    }
  }

  fileprivate var fullRemedy: String? {
    switch self {
    case .loginRefused:
      "Correct the user or the password that connections.yaml refers to, then resume the run."
    default: remedy
    }
  }
}

extension NotSentReason {
  fileprivate var code: DiagnosticCode {
    switch self {
    case .unreachable, .timedOut: .connectionFailed
    case .encryption, .invalid, .foreignHost: .invalidConnection
    case .noToken(.noAnswer(.notSent(let reason))): reason.code
    case .noToken(let failure): failure.isRefusal ? .credentialRefused : .connectionFailed
    }
  }

  fileprivate var remedy: String? {
    switch self {
    case .unreachable, .timedOut: "Check the address, the firewall and the proxy."
    case .encryption: "Name the certificate's issuer in the connection's ca_file."
    case .noToken(.noAnswer(.notSent(let reason))): reason.remedy
    case .noToken(let failure):
      failure.isRefusal
        ? "Correct the credential that connections.yaml refers to, then resume the run." : nil
    case .invalid, .foreignHost: nil
    }
  }
}

extension TokenFailure {
  /// Entra answered, and said no.
  fileprivate var isRefusal: Bool {
    if case .refused(let status, _) = self {
      (400..<500).contains(status) && status != 429
    } else {
      false
    }
  }
}
