import Foundation

/// Turns references into secrets at the moment of use, and makes each known to the redaction.
package struct SecretResolver: Sendable {
  /// More than any password, key or token, and less than a mistaken path to a backup.
  package static let maximumFileSize = 64 * 1024

  private let environment: @Sendable (String) -> String?
  private let prompt: TerminalPrompt
  private let redaction: Redaction?
  private let warn: @Sendable (SecretWarning) -> Void

  /// - Parameters:
  ///   - redaction: Learns every secret that is resolved.
  ///   - environment: Looks up a variable; that of the process unless told otherwise.
  ///   - prompt: Asks people; on the process's own terminal unless told otherwise.
  ///   - warn: Hears of what is doubtful, but no reason to stop.
  package init(
    redaction: Redaction? = nil,
    environment: @escaping @Sendable (String) -> String? = {
      ProcessInfo.processInfo.environment[$0]
    },
    prompt: TerminalPrompt = .process,
    warn: @escaping @Sendable (SecretWarning) -> Void = { _ in }
  ) {
    self.environment = environment
    self.prompt = prompt
    self.redaction = redaction
    self.warn = warn
  }

  /// Returns the secret, which a person may have to type first.
  package func resolve(_ reference: SecretReference) async throws(SecretFailure) -> Secret {
    let secret: Secret
    switch reference {
    case .environment(let name):
      guard let value = environment(name) else { throw .variableNotSet(name) }
      guard !value.isEmpty else { throw .empty(reference) }
      secret = Secret(value)
    case .file(let path):
      secret = Secret(try content(of: path))
    case .prompt(let name):
      secret = try await prompt.secret(named: name)
    case .sharedAccess:
      throw .notKept(reference)
    }
    if let redaction, !redaction.learn(secret) { warn(.tooShortToRedact(reference)) }
    return secret
  }

  private func content(of path: String) throws(SecretFailure) -> String {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      throw errno == ENOENT
        ? .fileMissing(path) : .fileUnreadable(path, reason: String(cString: strerror(errno)))
    }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw .fileUnreadable(path, reason: "it is not a file")
    }
    guard facts.st_size <= Self.maximumFileSize else {
      throw .fileUnreadable(path, reason: "it is longer than a secret can be")
    }
    if facts.st_mode & (S_IRGRP | S_IROTH) != 0 { warn(.fileReadableByOthers(path)) }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .fileUnreadable(path, reason: "this user may not read it")
    }
    guard var text = String(bytes: data, encoding: .utf8) else {
      throw .fileUnreadable(path, reason: "it is not UTF-8 text")
    }
    // A line feed, or a carriage return and line feed, is one Character.
    if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
    guard !text.isEmpty else { throw .empty(.file(path)) }
    return text
  }
}
