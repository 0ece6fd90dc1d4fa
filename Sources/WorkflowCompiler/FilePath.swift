/// Paths of workflow files as texts; nothing is looked up.
enum FilePath {
  /// The path of a file that another one names, relative to that one's folder.
  static func joined(_ name: String, to file: String) -> String {
    guard !name.hasPrefix("/"), let end = file.lastIndex(of: "/") else { return plain(name) }
    return plain(file[...end] + name)
  }

  /// The same path without `.` and without needless `..`.
  static func plain(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
