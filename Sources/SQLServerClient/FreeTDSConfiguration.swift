import Glibc
import Synchronization

/// The one `freetds.conf` of this process, private to it.
///
/// FreeTDS checks a certificate only for a server that is named by a section of its configuration
/// file with a `ca file` ("The freetds.conf file", FreeTDS User Guide), never for `SERVER=`.
final class FreeTDSConfiguration: Sendable {
  struct Section: Hashable {
    var address: SQLServerAddress
    /// Nil stands for the system's issuers.
    var caFile: String?
  }

  private struct State {
    var folder: String?
    var sections: [Section] = []
  }

  static let shared = FreeTDSConfiguration()
  private let state = Mutex(State())

  /// Returns the name of the section for a server, writing it at its first use.
  func name(of section: Section) throws(SQLServerFailure) -> String {
    if let path = section.caFile, path.contains(where: \.isNewline) {
      throw .notConnected(.optionRefused(detail: "The CA file's path contains a line break."))
    }
    let index: Int? = state.withLock { state in
      if let known = state.sections.firstIndex(of: section) { return known }
      guard let folder = state.folder ?? Self.makeFolder() else { return nil }
      state.folder = folder
      let text = (state.sections + [section]).enumerated().map(Self.text).joined(separator: "\n")
      guard Self.replace(folder + "/freetds.conf", with: text) else { return nil }
      state.sections.append(section)
      return state.sections.count - 1
    }
    guard let index else {
      throw .notConnected(
        .driver(detail: "No private folder for FreeTDS's configuration could be made.")
      )
    }
    return Self.name(index)
  }

  static func text(_ index: Int, _ section: Section) -> String {
    var lines = ["[\(name(index))]", "host = \(section.address.host)"]
    if let instance = section.address.instance, section.address.port == nil {
      lines.append("instance = \(instance)")
    } else {
      lines.append("port = \(section.address.port ?? SQLServerAddress.defaultPort)")
    }
    lines += [
      "tds version = 7.4",
      "client charset = UTF-8",
      "encryption = require",
      "ca file = \(section.caFile ?? "system")",
      "check certificate hostname = yes",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func name(_ index: Int) -> String { "linkflow\(index + 1)" }

  /// Makes the folder and names its file to FreeTDS; both are gone when the process ends orderly.
  private static func makeFolder() -> String? {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/linkflow-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    setenv("FREETDSCONF", folder + "/freetds.conf", 1)
    atexit { FreeTDSConfiguration.shared.remove() }
    return folder
  }

  private func remove() {
    guard let folder = state.withLock({ $0.folder }) else { return }
    unlink(folder + "/freetds.conf")
    rmdir(folder)
  }

  /// Renames a whole new file over the old one: another connection may be reading it.
  private static func replace(_ path: String, with text: String) -> Bool {
    let fresh = path + ".new"
    let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    let bytes = Array(text.utf8)
    let written = write(file, bytes, bytes.count)
    guard close(file) == 0, written == bytes.count else { return false }
    return rename(fresh, path) == 0
  }
}
