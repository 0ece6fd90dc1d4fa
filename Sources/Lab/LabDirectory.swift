import Foundation

/// The files of one lab; whoever has the directory has the lab, so nobody else may read it.
package struct LabDirectory: Hashable, Sendable {
  /// What stands in it beside the estate's own file.
  package enum Content: String, CaseIterable, Sendable {
    case record = "lab.json"
    case lock = "lab.lock"
    case connections = "connections.yaml"
    case authority = "ca.pem"
    case serverCertificate = "server.pem"
    case serverKey = "server-key.pem"
    case sqlServerPassword = "sa-password"
    case instancePassword = "mi-password"
    case clientSecret = "client-secret"

    /// Readable by the owner alone.
    var isSecret: Bool {
      switch self {
      case .serverKey, .sqlServerPassword, .instancePassword, .clientSecret: true
      case .record, .lock, .connections, .authority, .serverCertificate: false
      }
    }
  }

  package let path: String

  package init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Makes the directory where there is none.
  func create() throws {
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
  }

  package func path(of content: Content) -> String { "\(path)/\(content.rawValue)" }

  package func has(_ content: Content) -> Bool {
    FileManager.default.fileExists(atPath: path(of: content))
  }

  package func read(_ content: Content) throws -> String {
    try String(contentsOfFile: path(of: content), encoding: .utf8)
  }

  /// Replaces the file whole: a reader sees the old one or the new one.
  func write(_ text: String, to content: Content) throws {
    try write(text, toFile: content.rawValue, isSecret: content.isSecret)
  }

  /// The file that has a storage account's key.
  static func keyFile(of account: String, _ key: String) -> String { "\(account)-\(key)" }

  /// As above, for files whose names the estate gives.
  func write(_ text: String, toFile name: String, isSecret: Bool) throws {
    let temporary = "\(path)/.\(name).\(UUID().uuidString)"
    let isMade = FileManager.default.createFile(
      atPath: temporary,
      contents: Data(text.utf8),
      attributes: [.posixPermissions: isSecret ? 0o600 : 0o644]
    )
    guard isMade else { throw CocoaError(.fileWriteUnknown) }
    guard rename(temporary, "\(path)/\(name)") == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }
}
