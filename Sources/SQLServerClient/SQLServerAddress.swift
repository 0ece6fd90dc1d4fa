/// The parts of a server's name as SQL Server's tools write it.
package struct SQLServerAddress: Hashable, Sendable {
  package static let defaultPort = 1433

  package var host: String
  /// A named instance; its port is then asked of the SQL Server Browser by the driver.
  package var instance: String?
  /// Nil where the name gives none.
  package var port: Int?

  /// Reads `host`, `host,port`, `host\instance`, each with or without `tcp:` in front.
  package init?(_ text: String) {
    var rest = text[...]
    if rest.lowercased().hasPrefix("tcp:") { rest = rest.dropFirst(4) }
    if let comma = rest.lastIndex(of: ",") {
      guard let number = Int(rest[rest.index(after: comma)...].filter { $0 != " " }),
        (1...65535).contains(number)
      else { return nil }
      port = number
      rest = rest[..<comma]
    }
    if let backslash = rest.firstIndex(of: #"\"#) {
      let name = rest[rest.index(after: backslash)...]
      guard !name.isEmpty else { return nil }
      instance = String(name)
      rest = rest[..<backslash]
    }
    let forbidden: Set<Character> = [";", "{", "}", "=", "\\", "\n", "\r", "\0", " ", ","]
    let written = rest + (instance ?? "")[...]
    guard !rest.isEmpty, !written.contains(where: forbidden.contains) else { return nil }
    host = rest == "." || rest.lowercased() == "(local)" ? "localhost" : String(rest)
  }

  /// True for names that cannot leave this machine.
  package var isLoopback: Bool {
    if ["localhost", "::1"].contains(host.lowercased()) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The port to knock at, unless only the Browser knows it.
  var probedPort: Int? { port ?? (instance == nil ? Self.defaultPort : nil) }
}
