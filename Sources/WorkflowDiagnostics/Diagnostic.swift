/// An author's mistake, with its place and what to do about it.
///
/// Diagnostics are collected, not thrown, so that one run shows them all.
public struct Diagnostic: Hashable, Sendable, Codable {
  public enum Severity: String, Hashable, Sendable, Codable {
    case error
    case warning
  }

  public var code: DiagnosticCode
  public var severity: Severity
  /// A full sentence with the names and values as written.
  public var detail: String
  /// What to do; a command to copy stands alone on an indented line.
  public var remedy: String?
  public var location: SourceLocation?

  public init(
    _ code: DiagnosticCode,
    severity: Severity = .error,
    detail: String,
    remedy: String? = nil,
    at location: SourceLocation? = nil
  ) {
    self.code = code
    self.severity = severity
    self.detail = detail
    self.remedy = remedy
    self.location = location
  }

  /// The same words for every occurrence of the code.
  public var summary: String { code.summary }
}

extension Sequence<Diagnostic> {
  public var hasErrors: Bool { contains { $0.severity == .error } }
}

/// Diagnostics thrown together where a stage has no way to go on.
public struct DiagnosticsError: Error, Sendable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ diagnostic: Diagnostic) { self.diagnostics = [diagnostic] }
}
