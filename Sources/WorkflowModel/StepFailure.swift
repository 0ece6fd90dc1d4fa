public import WorkflowDiagnostics

/// The four ways to fail, because four decisions follow.
public enum FailureKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nothing was changed; try again, perhaps not before a given time.
  case transient
  /// Only retrying the enclosing group can help.
  case stale
  /// Trying again would fail again until somebody mends the cause.
  case permanent
  /// Sent, and no answer came back: neither success nor failure.
  case indeterminate
}

/// The world's failure, in the terms that decide what follows.
public struct StepFailure: Error, Hashable, Sendable, Codable {
  public var kind: FailureKind
  /// One of ours (`LF7…`), a SQL Server error number (`1475`), or an ARM code, as it came.
  public var code: String
  /// Full sentences: what happened, where.
  public var detail: String
  /// What a person can do; nil when retrying is all there is.
  public var remedy: String?
  /// The target asked not to be called before this long.
  public var retryAfter: Duration?

  public init(
    _ kind: FailureKind,
    code: String,
    detail: String,
    remedy: String? = nil,
    retryAfter: Duration? = nil
  ) {
    self.kind = kind
    self.code = code
    self.detail = detail
    self.remedy = remedy
    self.retryAfter = retryAfter
  }

  public init(
    _ kind: FailureKind,
    _ code: DiagnosticCode,
    detail: String,
    remedy: String? = nil,
    retryAfter: Duration? = nil
  ) {
    self.init(kind, code: code.id, detail: detail, remedy: remedy, retryAfter: retryAfter)
  }
}
